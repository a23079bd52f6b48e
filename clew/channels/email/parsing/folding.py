"""What the sender wrote now, apart from what they quoted and signed with."""

from typing import NamedTuple


class Folded(NamedTuple):
    text: str
    html: str
    folded: bool


def fold(text: str, html: str) -> Folded:
    """Of the whole text and the whole safe HTML ("" if there is none)."""
    raise NotImplementedError
