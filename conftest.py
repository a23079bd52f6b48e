"""Fixtures every test may ask for. The engines start in tests/engines.py."""
