"""What somebody of staff was told: the bell, the list, and how they want to be told."""
