"""When the company is open, and who is away."""
