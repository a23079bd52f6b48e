"""Public holidays of countries and regions, from the library ``holidays``."""

import re
from collections.abc import Sequence
from datetime import date
from functools import cache

import holidays
from holidays.registry import COUNTRIES

ENGLISH = ("en_US", "en_GB", "en")
SMALL = re.compile(r" (And|Of|The|Da|Del) ")


@cache
def countries() -> dict[str, str]:
    """Names by code, in the order of names."""
    named = {codes[1]: _spaced(codes[0]) for codes in COUNTRIES.values()}
    return dict(sorted(named.items(), key=lambda pair: pair[1]))


@cache
def regions(country: str) -> dict[str, str]:
    """Names by code, in the order of names; none for a country that has one list for all."""
    if country not in countries():
        return {}
    kind = type(holidays.country_holidays(country, years=()))
    aliases = getattr(kind, "subdivisions_aliases", {})
    names = {code: name for name, code in aliases.items()}
    found = {code: names.get(code, code) for code in kind.subdivisions}
    return dict(sorted(found.items(), key=lambda pair: pair[1]))


def place_name(country: str, region: str) -> str:
    """``"Scotland, United Kingdom"``."""
    return ", ".join(filter(None, [regions(country).get(region), countries().get(country)]))


def holidays_of(country: str, region: str, years: Sequence[int]) -> dict[date, str]:
    """Names by date, in English where the library has it."""
    empty = holidays.country_holidays(country, years=())
    known = empty.supported_languages
    found = holidays.country_holidays(
        country,
        subdiv=region or None,
        years=list(years),
        language=next((each for each in ENGLISH if each in known), None),
    )
    return {day: found[day].replace("; ", ", ")[:120] for day in sorted(found)}


def _spaced(name: str) -> str:
    """``UnitedKingdom`` → United Kingdom."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return SMALL.sub(lambda match: match.group(0).lower(), apart)
