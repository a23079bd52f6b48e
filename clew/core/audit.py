"""The audit view: everything that was ever done here, by whom, newest first."""

import dataclasses
import re
from typing import Any

from django.db.models import Q

from clew.core.facts import Fact
from clew.core.models import FactRecord

PAGE = 100  # facts
WORD = re.compile(r"(?<=[a-z])(?=[A-Z])")


def audit_log(*, text: str = "", before: int | None = None) -> tuple[list[FactRecord], int | None]:
    """A page and where the next begins. ``text`` finds a subject, a name or a kind of fact."""
    rows = FactRecord.objects.order_by("-id")
    if text:
        kind = text.replace(" ", "")
        rows = rows.filter(
            Q(subject=text) | Q(actor_name__icontains=text) | Q(name__icontains=kind)
        )
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: PAGE + 1])
    page = found[:PAGE]
    return page, page[-1].pk if len(found) > PAGE else None


def details(row: FactRecord) -> list[tuple[str, Any]]:
    """The payload in the order its fact declares, which the database does not keep."""
    kind = Fact.registry.get(row.name)
    order = [field.name for field in dataclasses.fields(kind)] if kind else []
    known = [(name, row.payload[name]) for name in order if name in row.payload]
    return known + [pair for pair in row.payload.items() if pair[0] not in order]


def title(name: str) -> str:
    """``people.RoleChanged`` as "Role changed"."""
    return " ".join(WORD.split(name.rpartition(".")[2])).capitalize()
