"""Which fields of coverage say something about a person."""
