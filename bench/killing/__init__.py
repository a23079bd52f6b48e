"""Clew is killed again and again under load; after each time everything acknowledged is there."""
