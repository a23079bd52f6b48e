"""Who did what: the audit log over facts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import render

from clew.core.audit import audit_log, details, title
from clew.core.models import FactRecord
from clew.people.doors import admins
from clew.people.requests import StaffRequest


@dataclass(frozen=True)
class Line:
    at: datetime
    who: str
    kind: str  # staff, customer, token or system
    what: str
    about: str  # ticket/1042
    link: str  # "" when it has no page
    details: list[tuple[str, str]]


@admins("Audit log")
def audit(request: StaffRequest) -> HttpResponse:
    text, before = request.GET.get("q", "").strip(), request.GET.get("before", "")
    if before and not before.isdecimal():
        raise BadRequest("before is the number of a fact")
    rows, older = audit_log(text=text, before=int(before) if before else None)
    context = {"lines": [_line(row) for row in rows], "text": text, "older": older}
    return render(request, "settings/audit.html", context)


def _line(row: FactRecord) -> Line:
    kind, _, number = row.subject.partition("/")
    return Line(
        at=row.recorded_at,
        who=row.actor_name or "Clew",
        kind=row.actor_kind,
        what=title(row.name),
        about=row.subject,
        link=f"/tickets/{number}" if kind == "ticket" else "",
        details=[_detail(key, value) for key, value in details(row) if value not in ("", [])],
    )


def _detail(key: str, value: Any) -> tuple[str, str]:
    said = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return key.replace("_", " "), said[:200]
