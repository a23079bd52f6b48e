"""Numbers, switches and texts an admin may change, each declared once with its default.

A domain declares its own in ``options.py``; the settings pages are drawn from the register.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from clew.core.actors import Actor
from clew.core.facts import Fact, record
from clew.core.kept import kept
from clew.core.models import Setting

T = TypeVar("T", int, bool, str)
MAX_TEXT = 4000  # characters

OPTIONS: dict[str, "Option[Any]"] = {}


@dataclass(frozen=True, kw_only=True)
class OptionChanged(Fact):
    """On record for ever: who changed what the whole installation goes by."""

    key: str
    label: str
    before: int | bool | str
    after: int | bool | str

    @property
    def subject(self) -> str:
        return f"option/{self.key}"


@dataclass(frozen=True)
class Option(Generic[T]):
    """``least`` and ``most`` bound numbers, ``unit`` is shown after the field; a text of ``lines``
    keeps them.
    """

    key: str
    default: T
    label: str
    help: str
    section: str
    unit: str = ""
    least: int = 0
    most: int = 1_000_000
    lines: bool = False

    def value(self) -> T:
        return value_of(self, stored([self.key]))

    def checked(self, given: object) -> T:
        """``given`` as a form or the API sends it. Raises ValidationError with words."""
        kind = type(self.default)
        if kind is bool:
            return kind(given in {True, "on", "true", "1"})
        if kind is str:
            lines = str(given).replace("\x00", "").replace("\r\n", "\n")  # as forms send them
            return kind(lines.strip()[:MAX_TEXT])
        return kind(self._number(given))

    def _number(self, given: object) -> int:
        text = str(given).strip()
        if not text.isdecimal() or not self.least <= int(text[:12]) <= self.most:
            unit = f" {self.unit}" if self.unit else ""
            raise ValidationError(
                {self.key: f"Choose a whole number from {self.least} to {self.most}{unit}."}
            )
        return int(text)


def option(
    key: str,
    *,
    default: T,
    label: str,
    help: str,  # noqa: A002  what forms call it
    section: str,
    unit: str = "",
    least: int = 0,
    most: int = 1_000_000,
    lines: bool = False,
) -> Option[T]:
    declared = Option(key, default, label, help, section, unit, least, most, lines)
    if OPTIONS.setdefault(key, declared) != declared:
        raise ValueError(f"Two options are called {key}")
    return declared


_remembered: ContextVar[dict[str, Any] | None] = ContextVar("options", default=None)


@contextmanager
def remembered(known: dict[str, Any] | None = None) -> Iterator[None]:
    """All options are read once, now; whoever asks for several inside gets them from memory.

    ``known``: every option that was changed, where these were read with something else.
    """
    if known is None and _remembered.get() is not None:  # by somebody further out
        yield
        return
    if known is None:
        known = {key: value for key, value in kept("options", _stored).values()}  # noqa: C416  typed
    token = _remembered.set(known)
    try:
        yield
    finally:
        _remembered.reset(token)


def _stored() -> QuerySet[Setting, Any]:
    return Setting.objects.values_list("key", "value")


def stored(keys: list[str]) -> dict[str, Any]:
    """What was changed of these, in one statement at most."""
    if (known := _remembered.get()) is not None:
        return {key: known[key] for key in keys if key in known}
    return dict(Setting.objects.filter(key__in=keys).values_list("key", "value"))


def value_of(declared: "Option[T]", values: Mapping[str, Any]) -> T:
    """A stored value of another type than today's default is as if it were not there."""
    found = values.get(declared.key, declared.default)
    return found if type(found) is type(declared.default) else declared.default


def set_options(*, values: Mapping[str, object], by: Actor) -> list[str]:
    """All or none; returns the keys that changed. Raises ValidationError by key."""
    checked = _checked(values)
    with transaction.atomic():
        before = stored(list(checked))
        changed = [key for key, value in checked.items() if value_of(OPTIONS[key], before) != value]
        for key in changed:
            Setting.objects.update_or_create(key=key, defaults={"value": checked[key]})
            was = value_of(OPTIONS[key], before)
            label = OPTIONS[key].label
            fact = OptionChanged(key=key, label=label, before=was, after=checked[key])
            record(fact, by=by)
        return changed


def _checked(values: Mapping[str, object]) -> dict[str, Any]:
    checked: dict[str, Any] = {}
    wrong: dict[str, Any] = {}
    for key, given in values.items():
        if key not in OPTIONS:
            wrong[key] = "There is no such setting."
            continue
        try:
            checked[key] = OPTIONS[key].checked(given)
        except ValidationError as error:
            wrong[key] = error.messages
    if wrong:
        raise ValidationError(wrong)
    return checked
