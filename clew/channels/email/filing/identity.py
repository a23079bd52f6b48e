"""The same message by another way, or a second time, has the same identity. Pure."""

from clew.channels.email.parsing.parsed import Parsed


def identity_of(parsed: Parsed) -> str:
    """Hexadecimal SHA-256. A Message-ID alone is no proof: broken senders use one for ever."""
    raise NotImplementedError
