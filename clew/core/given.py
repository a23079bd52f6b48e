"""Settings as environment variables give them: an empty one means its default."""

import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Range:
    default: float
    whole: bool = True
    least: float = 0
    most: float | None = None

    def __str__(self) -> str:
        kind = "a whole number" if self.whole else "a number"
        if self.most is None:
            return f"{kind}, {self.least:.0f} or more"
        return f"{kind} from {self.least:.0f} to {self.most:.0f}"

    def holds(self, number: float) -> bool:
        """False for NaN and infinity too."""
        return self.least <= number <= (self.most if self.most is not None else 2**53)


CENTURY = 100 * 366 * 24 * 3600
NUMBERS = {
    "PORT": Range(8000, most=65535),
    "CLEW_MAX_MAIL_BYTES": Range(50 * 2**20),
    "CLEW_CAPTURE_RATE": Range(2000, whole=False),
    "CLEW_KEEP_FREE": Range(0),
    "CLEW_CLOCK_OFFSET": Range(0, whole=False, least=-CENTURY, most=CENTURY),
}
CHOICES = {  # the first is the default
    "CLEW_ROLE": ("all", "web"),
    "CLEW_LOG_LEVEL": ("WARNING", "DEBUG", "INFO", "ERROR", "CRITICAL"),
    "CLEW_LOG_FORMAT": ("text", "json"),
    "CLEW_BEHIND_PROXY": ("0", "1"),
    "CLEW_DEBUG": ("0", "1"),
    "CLEW_TEST_ONLY": ("0", "1"),
    "DEMO": ("1", "0"),
}


class Unreadable(ValueError):  # noqa: N818  said to the operator, like a refusal
    """Names the variable, what it should be and what was given: ``shown`` of what holds secrets."""

    def __init__(self, name: str, wanted: str, shown: str = "") -> None:
        said = f"{name} is {shown or given(name)}, not {wanted}."
        super().__init__(f"{said} Clew cannot start so; docs/operations.md lists what it may be.")
        self.wanted = wanted


def given(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def secret(name: str) -> str:
    """To the byte: what is sealed with a key opens with no other. Empty is none."""
    return os.environ.get(name, "") if given(name) else ""


def whole(name: str) -> int:
    return int(number(name))


def number(name: str) -> float:
    known = NUMBERS[name]
    text = given(name)
    try:
        found = (int if known.whole else float)(text) if text else known.default
    except ValueError:
        raise Unreadable(name, str(known)) from None
    if not known.holds(found):
        raise Unreadable(name, str(known))
    return found


def choice(name: str) -> str:
    known = CHOICES[name]
    text = given(name, known[0]).casefold()
    for each in known:
        if each.casefold() == text:
            return each
    raise Unreadable(name, f"one of {', '.join(known)}")


def is_on(name: str) -> bool:
    return choice(name) == "1"


def several(text: str) -> list[str]:
    """What commas separate."""
    return [each.strip() for each in text.split(",") if each.strip()]
