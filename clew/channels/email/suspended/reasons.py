"""The reasons that mail waits for somebody to look: those below 20, as documented."""

from clew.channels.email.vocabulary import REASONS

FIRST_OTHER = 20
SUSPENDING = tuple(slug for slug, reason in REASONS.items() if reason.number < FIRST_OTHER)
