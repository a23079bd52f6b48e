"""LLM traces of everybody."""
