"""The options of all domains, drawn from their register: value, default, who changed it last."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify

from clew.core.actors import Actor
from clew.core.audit import latest_about
from clew.core.models import FactRecord
from clew.core.options import OPTIONS, Option, OptionChanged, set_options, stored, value_of
from clew.people.doors import admins
from clew.people.requests import StaffRequest
from clew.web.settings.pages import anchor_of

LONG = 120  # characters: longer defaults get a larger field


@dataclass(frozen=True)
class Row:
    option: Option[Any]
    value: Any
    given: str  # what was typed, when it was wrong
    error: str
    changed_by: str
    changed_at: datetime | None

    @property
    def anchor(self) -> str:
        return anchor_of(self.option.key)

    @property
    def kind(self) -> str:
        if isinstance(self.option.default, bool):
            return "switch"
        if isinstance(self.option.default, int):
            return "number"
        default = self.option.default
        return "long" if self.option.lines or "\n" in default or len(default) > LONG else "text"

    @property
    def is_default(self) -> bool:
        return bool(self.value == self.option.default)

    @property
    def default_words(self) -> str:
        default = self.option.default
        if isinstance(default, bool):
            return "on" if default else "off"
        said = f"{default} {self.option.unit}".strip()
        return said or "empty"


@dataclass(frozen=True)
class Section:
    name: str
    rows: list[Row]

    @property
    def slug(self) -> str:
        return slugify(self.name)


@admins("General settings")
def general(request: StaffRequest) -> HttpResponse:
    """POST saves one section, or puts one option back to its default."""
    if request.method != "POST":
        return _page(request)
    given = _given(request)
    try:
        changed = set_options(values=given, by=Actor.staff(request.user))
    except ValidationError as error:
        return _page(request, given, error.message_dict)
    messages.success(request, _said(changed))
    return redirect(f"{reverse('general')}#{request.POST.get('section', '')}")


def _given(request: StaffRequest) -> dict[str, Any]:
    if (reset := request.POST.get("reset", "")) in OPTIONS:
        return {reset: OPTIONS[reset].default}
    section = request.POST.get("section", "")
    ours = [each for each in OPTIONS.values() if slugify(each.section) == section]
    return {each.key: request.POST.get(each.key, "") for each in ours}


def _said(changed: list[str]) -> str:
    if not changed:
        return "Nothing was different"
    labels = ", ".join(OPTIONS[key].label for key in changed)
    return f"Saved: {labels}"


def _page(
    request: StaffRequest,
    given: dict[str, Any] | None = None,
    errors: dict[str, list[str]] | None = None,
) -> HttpResponse:
    context = {"sections": sections(given or {}, errors or {}), "wrong": bool(errors)}
    return render(request, "settings/general.html", context, status=422 if errors else 200)


def sections(given: dict[str, Any], errors: dict[str, list[str]]) -> list[Section]:
    """In the order in which domains declare them; two statements."""
    values = stored(list(OPTIONS))
    subjects = [f"option/{key}" for key in OPTIONS]
    changes = {row.subject: row for row in latest_about(subjects, OptionChanged.name)}
    names = list(dict.fromkeys(each.section for each in OPTIONS.values()))
    return [
        Section(name, [_row(each, values, given, errors, changes) for each in _of(name)])
        for name in names
    ]


def _of(section: str) -> Iterable[Option[Any]]:
    return (each for each in OPTIONS.values() if each.section == section)


def _row(
    option: Option[Any],
    values: dict[str, Any],
    given: dict[str, Any],
    errors: dict[str, list[str]],
    changes: dict[str, FactRecord],
) -> Row:
    change = changes.get(f"option/{option.key}")
    return Row(
        option=option,
        value=value_of(option, values),
        given=str(given.get(option.key, "")) if option.key in errors else "",
        error=" ".join(errors.get(option.key, [])),
        changed_by=(change.actor_name or "Clew") if change else "",
        changed_at=change.recorded_at if change else None,
    )
