"""How fast one address may call the widget's API."""

from clew.core.callers import Allowance, Limiter

# A whole office may sit behind one address, and an outage makes all of it ask at once: an open
# widget asks for answers every five seconds.
READING = Limiter(Allowance(burst=600, per_minute=1200))
WRITING = Limiter(Allowance(burst=120, per_minute=120))
OPENING = Limiter(Allowance(burst=20, per_minute=6))
UPLOADING = Limiter(Allowance(burst=40, per_minute=10))  # each up to 25 MB, kept for a day
