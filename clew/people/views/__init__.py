"""Settings pages about people, teams and keys. Only the address says which is which."""
