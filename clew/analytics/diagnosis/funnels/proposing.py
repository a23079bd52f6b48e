"""Steps that a message names: names of events that were really seen, in the order they are told."""

import re
from collections.abc import Iterable

from clew.analytics.diagnosis.funnels.funnel import MOST_STEPS

QUOTES = "\"'`“”„«»\u2018\u2019"
QUOTED = re.compile(f"[{QUOTES}]([^{QUOTES}\n]{{2,80}})[{QUOTES}]")
ARROWS = re.compile(r"\s*(?:->|→|=>|>|⟶)\s*")
SHORT = 4  # letters; a shorter name has to be quoted: “run” is a word of every message


def proposed(text: str, names: Iterable[str]) -> list[str]:
    """``names`` the most frequent first; of two that are spelled alike, the first is meant."""
    known: dict[str, str] = {}
    for name in names:
        known.setdefault(_plain(name), name)
    known.pop("", None)
    found = _quoted(text, known) | _told(text, known)
    return [name for name, _ in sorted(found.items(), key=lambda item: item[1])][:MOST_STEPS]


def _quoted(text: str, known: dict[str, str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for match in QUOTED.finditer(text):
        for part in ARROWS.split(match[1]):
            name = known.get(_plain(part))
            if name is not None:
                found.setdefault(name, match.start(1) + match[1].find(part))
    return found


def _told(text: str, known: dict[str, str]) -> dict[str, int]:
    """The longest names first, so that “report opened twice” is not “report opened”."""
    left = f" {_same_length(text)} "
    found: dict[str, int] = {}
    for plain in sorted((each for each in known if len(each) >= SHORT), key=len, reverse=True):
        words = r"\s+".join(map(re.escape, plain.split()))
        pattern = re.compile(rf"(?<![\w$]){words}(?!\w)")
        match = pattern.search(left)
        if match is not None:
            found[known[plain]] = match.start() - 1
            left = pattern.sub(lambda one: " " * len(one[0]), left)
    return found


def _plain(name: str) -> str:
    """``signup_completed``, ``Signup Completed`` and ``signup-completed`` are one name."""
    return " ".join(re.sub(r"[_\-]+", " ", name.casefold()).split())


def _same_length(text: str) -> str:
    return re.sub(r"[_\-]", " ", text.lower())
