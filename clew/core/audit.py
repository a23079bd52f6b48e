"""The audit view: everything that was ever done here, by whom, newest first."""

import dataclasses
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from clew.core.facts import Fact
from clew.core.models import FactRecord

PAGE = 100  # facts
WORD = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True)
class AuditFilter:
    """``names`` are kinds of fact, None for all; ``actor`` is a kind and an id."""

    text: str = ""
    actor: tuple[str, str] | None = None
    names: Sequence[str] | None = None
    since: datetime | None = None
    until: datetime | None = None

    @property
    def condition(self) -> Q:
        found = Q()
        if self.text:
            kind = self.text.replace(" ", "")
            found &= (
                Q(subject=self.text) | Q(actor_name__icontains=self.text) | Q(name__icontains=kind)
            )
        if self.actor:
            found &= Q(actor_kind=self.actor[0], actor_id=self.actor[1])
        if self.names is not None:
            found &= Q(name__in=list(self.names))
        if self.since:
            found &= Q(recorded_at__gte=self.since)
        return found & Q(recorded_at__lt=self.until) if self.until else found


def audit_log(
    *, text: str = "", before: int | None = None, only: AuditFilter | None = None
) -> tuple[list[FactRecord], int | None]:
    """A page and where the next begins. ``text`` finds a subject, a name or a kind of fact."""
    rows = FactRecord.objects.filter((only or AuditFilter(text=text)).condition).order_by("-id")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: PAGE + 1])
    page = found[:PAGE]
    return page, page[-1].pk if len(found) > PAGE else None


def latest_about(subjects: Sequence[str], name: str) -> list[FactRecord]:
    """The newest fact of this kind about each, in one statement."""
    rows = FactRecord.objects.filter(subject__in=subjects, name=name)
    return list(rows.order_by("subject", "-id").distinct("subject"))


def details(row: FactRecord) -> list[tuple[str, Any]]:
    """The payload in the order its fact declares, which the database does not keep."""
    kind = Fact.registry.get(row.name)
    order = [field.name for field in dataclasses.fields(kind)] if kind else []
    known = [(name, row.payload[name]) for name in order if name in row.payload]
    return known + [pair for pair in row.payload.items() if pair[0] not in order]


def title(name: str) -> str:
    """``people.RoleChanged`` as "Role changed"."""
    return " ".join(WORD.split(name.rpartition(".")[2])).capitalize()
