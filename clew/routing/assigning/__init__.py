"""Who gets a ticket that nobody has."""
