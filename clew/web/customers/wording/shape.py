"""The sentence an event becomes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from clew.web.customers.text import clean

Properties = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Words:
    """``text code after`` is the sentence; ``code`` is a name from the customer's own product."""

    icon: str
    text: str = ""
    code: str = ""
    after: str = ""
    sub: str = ""
    side: str = ""
    tone: str = ""

    @property
    def sentence(self) -> str:
        return " ".join(part for part in (self.text, self.code, self.after) if part)


Wording = Callable[[Properties], Words]


def first(properties: Properties, *names: str, limit: int = 80) -> str:
    """The first of these properties that says anything."""
    for name in names:
        if text := clean(properties.get(name), limit):
            return text
    return ""


def sender(properties: Properties) -> str:
    """Where the event came from: ``Chrome 143 on macOS, Rotterdam`` or ``posthog-python 7.1``."""
    browser = first(properties, "$browser", limit=30)
    if not browser:
        return " ".join(
            part for part in (_library(properties), first(properties, "$lib_version")) if part
        )
    version = first(properties, "$browser_version", limit=12).partition(".")[0]
    system = first(properties, "$os", limit=30)
    words = f"{browser} {version}".strip() + (f" on {system}" if system else "")
    city = first(properties, "$geoip_city_name", limit=40)
    return f"{words}, {city}" if city else words


def _library(properties: Properties) -> str:
    library = first(properties, "$lib", limit=40)
    return "Browser" if library == "web" else library
