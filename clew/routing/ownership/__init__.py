"""Which area a ticket belongs to, and the table of who owns which."""
