"""The policies in force, and those that were."""

from datetime import datetime
from functools import lru_cache
from typing import Any

from clew.routing.models import PolicyVersion
from clew.routing.policies.reading import rules_from_json
from clew.routing.policies.rules import Rules
from clew.routing.targets.history import Version

NOTHING: dict[str, Any] = {"policies": [], "calendars": {}}


def newest_version() -> PolicyVersion | None:
    return PolicyVersion.objects.first()


def content_in_force() -> dict[str, Any]:
    """Of the newest version; without one, nothing is promised."""
    newest = newest_version()
    content: dict[str, Any] = newest.content if newest else NOTHING
    return content


@lru_cache(maxsize=8)
def content_of(version: Version | None) -> dict[str, Any]:
    """Of one that never changes, and so is read once."""
    found = PolicyVersion.objects.filter(pk=version.id).first() if version else None
    content: dict[str, Any] = found.content if found else NOTHING
    return content


def rules_by(versions: list[Version]) -> "RulesById":
    return RulesById({version.id: version.at for version in versions})


class RulesById:
    """Versions ready to be asked. One that was read once is remembered: it never changes."""

    def __init__(self, known: dict[int, datetime]) -> None:
        self._known = known
        self._read: dict[int, Rules] = {}

    def __call__(self, version: int) -> Rules:
        if (found := self._read.get(version)) is None:
            found = self._read[version] = _rules(version, self._known.get(version))
        return found

    def put(self, version: int, rules: Rules) -> None:
        """What is only tried out has a number that no version has."""
        self._read[version] = rules


@lru_cache(maxsize=256)
def _rules(version: int, _at: datetime | None) -> Rules:
    found = PolicyVersion.objects.filter(pk=version).first()
    return rules_from_json(found.content if found else NOTHING)
