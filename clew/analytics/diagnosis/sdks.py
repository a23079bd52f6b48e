"""Which SDK runs where, what it is called, and which versions of it are known."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

BROWSER = frozenset({"web", "js"})
MOBILE = frozenset(
    {"posthog-react-native", "posthog-ios", "posthog-android", "posthog-flutter", "posthog-unity"}
)
SERVER = frozenset(
    f"posthog-{name}"
    for name in (
        "python", "node", "go", "ruby", "php", "java", "server", "dotnet", "elixir", "rust", "edge",
    )
)  # fmt: skip
MADE_UP = re.compile(  # by an SDK, for somebody it does not know
    r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}", re.IGNORECASE
)
NUMBERS = re.compile(r"(\d+)\.(\d+)(?:\.(\d+))?")
Numbers = tuple[int, int, int]  # major, minor, patch


@dataclass(frozen=True, slots=True)
class KnownSdk:
    name: str
    versions: tuple[tuple[Numbers, date], ...]  # each with a day on which it was already out


def is_server(lib: str) -> bool:
    return lib in SERVER


def is_client(lib: str) -> bool:
    return lib in BROWSER or lib in MOBILE


def sdk_name(lib: str) -> str:
    """In the middle of a sentence: “the browser SDK”."""
    known = known_sdks().get(lib)
    return known.name if known else lib or "an SDK that does not say its name"


def numbers(version: str) -> Numbers | None:
    """None for what is not numbered, or is a pre-release."""
    found = NUMBERS.fullmatch(version.strip().removeprefix("v"))
    return (int(found[1]), int(found[2]), int(found[3] or 0)) if found else None


@cache
def known_sdks() -> Mapping[str, KnownSdk]:
    text = (files("clew.analytics.diagnosis") / "sdk_releases.toml").read_text("utf-8")
    return {
        lib: KnownSdk(
            known["name"],
            tuple((numbers(version) or (0, 0, 0), day) for version, day in known["versions"]),
        )
        for lib, known in tomllib.loads(text).items()
        if isinstance(known, dict)
    }
