"""How far the telling has come: a row that makes loading idempotent, and resumable after a kill."""

from dataclasses import asdict, dataclass, replace
from typing import Any

from clew.core.models import Setting
from clew.demo.edition import Edition

KEY = "demo.loaded"


@dataclass(frozen=True, slots=True)
class Bookmark:
    edition: Edition
    chapters: int = 0  # of events that are acknowledged
    tickets: int = 0  # that are written, in the order of their opening
    letters: int = 0  # that came by mail, oldest first
    finished: bool = False

    def moved(self, **to: Any) -> "Bookmark":
        """The bookmark further on, and saved."""
        further = replace(self, **to)
        _save(further)
        return further


def bookmark() -> Bookmark | None:
    found = Setting.objects.filter(key=KEY).first()
    if found is None:
        return None
    value = dict(found.value)
    return Bookmark(Edition.from_json(value.pop("edition")), **value)


def first_page(edition: Edition) -> Bookmark:
    begun = Bookmark(edition)
    _save(begun)
    return begun


def _save(mark: Bookmark) -> None:
    value = {**asdict(mark), "edition": mark.edition.to_json()}
    Setting.objects.update_or_create(key=KEY, defaults={"value": value})
