"""Errors of everybody, one row for each fingerprint."""
