"""Customers: the list, and one page per person and per group."""
