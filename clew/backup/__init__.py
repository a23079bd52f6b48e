"""A copy of a whole installation in one file, and an installation from such a file."""
