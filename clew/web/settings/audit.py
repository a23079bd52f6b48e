"""Who did what: the audit log over facts, by person, kind and day."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from clew.core.audit import AuditFilter, audit_log, details, title
from clew.core.ids import id_in
from clew.core.models import FactRecord
from clew.people.doors import admins
from clew.people.requests import StaffRequest
from clew.people.staff_queries import all_staff
from clew.web.settings.audit_kinds import KINDS, names_of
from clew.web.settings.audit_words import sentence

ASKED = ("q", "who", "kind", "from", "to")
MAX_ID = 12  # digits


@dataclass(frozen=True)
class Line:
    at: datetime
    who: str
    kind: str  # staff, customer, token or system
    what: str
    about: str  # ticket/1042
    link: str  # "" when it has no page
    number: str  # 1042
    is_sentence: bool  # then it needs no details
    details: list[tuple[str, str]]


@admins("Audit log")
def audit(request: StaffRequest) -> HttpResponse:
    before = request.GET.get("before", "")
    if before and id_in(before) is None:
        raise BadRequest("before is the number of a fact")
    asked = {key: value for key in ASKED if (value := request.GET.get(key, "").strip())}
    rows, older = audit_log(only=_filter(asked), before=id_in(before))
    return render(request, "settings/audit.html", {
        "lines": [_line(row) for row in rows],
        "asked": asked,
        "text": asked.get("q", ""),
        "since": asked.get("from", ""),
        "older": urlencode({**asked, "before": older}) if older else "",
        "kinds": KINDS,
        "people": all_staff().prefetch_related(None),
    })  # fmt: skip


def _filter(asked: dict[str, str]) -> AuditFilter:
    who, until = asked.get("who", ""), _day(asked.get("to", ""))
    return AuditFilter(
        text=asked.get("q", "").replace("\x00", ""),
        actor=("staff", who) if who.isdecimal() and len(who) <= MAX_ID else None,
        names=names_of(asked.get("kind", "")),
        since=_day(asked.get("from", "")),
        until=until + timedelta(days=1) if until else None,
    )


def _day(text: str) -> datetime | None:
    """Midnight in the reader's zone; None for what is no date."""
    try:
        return timezone.make_aware(datetime.combine(date.fromisoformat(text), time()))
    except (ValueError, OverflowError):
        return None


def _line(row: FactRecord) -> Line:
    kind, _, number = row.subject.partition("/")
    said = sentence(row.name, row.payload)
    shown = [] if said else [_detail(key, value) for key, value in details(row) if _says(value)]
    return Line(
        at=row.recorded_at,
        who=row.actor_name or "Clew",
        kind=row.actor_kind,
        what=said or title(row.name),
        about=row.subject,
        number=number,
        link=f"/tickets/{number}" if kind == "ticket" else "",
        is_sentence=bool(said),
        details=shown,
    )


def _says(value: Any) -> bool:
    return value not in ("", [], None)


def _detail(key: str, value: Any) -> tuple[str, str]:
    said = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return key.replace("_", " "), said[:200]
