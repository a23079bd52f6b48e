"""Parsing in a process of its own: what breaks or blocks it harms no other mail."""

from clew.channels.email.parsing.parsed import Parsed


class ParsingError(Exception):
    """``reason`` is a slug of vocabulary.REASONS: unreadable, too_slow or too_large."""

    def __init__(self, reason: str, said: str) -> None:
        super().__init__(said)
        self.reason = reason


def parse_isolated(raw: bytes) -> Parsed:
    """Raises ParsingError."""
    raise NotImplementedError
