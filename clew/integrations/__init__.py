"""Systems beside Clew; each is a folder of its own, and none knows another."""
