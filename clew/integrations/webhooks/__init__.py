"""Tells other programs what happens here: signed, at least once, each with a stable id."""
