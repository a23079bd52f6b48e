"""What a condition is asked: with which operator and value, by whom."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser

from clew.people.models import ApiToken, Staff

Asker = Staff | AnonymousUser | ApiToken


@dataclass(frozen=True)
class Test:
    """``value`` has been checked and is in its stored form."""

    operator: str
    value: Any
    asker: Asker

    __test__ = False  # not one of pytest's

    @property
    def me(self) -> int | None:
        return self.asker.pk if isinstance(self.asker, Staff) else None
