"""A dry run: what other policies would make of unsolved tickets. Nothing is stored."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import structlog

from clew.core import clock
from clew.routing.models import RecomputeJob
from clew.routing.policies.reading import rules_from_json
from clew.routing.queries.histories import fact_rows, histories, ticket_rows, versions
from clew.routing.queries.policies import rules_by
from clew.routing.targets.comparing import Found, add, nothing
from clew.routing.targets.deriving import derive
from clew.routing.targets.vocabulary import Event, Happening
from clew.tickets.models import Ticket

TRIED = -1  # the id of a version that is none
EXAMINED = 1000  # tickets, while somebody waits
log = structlog.get_logger(__name__)


def preview_recompute(
    content: Mapping[str, Any], *, limit: int = EXAMINED, now: datetime | None = None
) -> Found:
    """For the newest unsolved tickets, at once; see ``targets/comparing.py`` for what it says,
    with ``unsolved``: how many there are, and ``failed``: {number: why}. For all of them there is
    ``actions.recomputing.start_dry_run``. Raises ValidationError for what cannot be read.
    """
    unsolved = Ticket.objects.unsolved()
    ids = list(unsolved.order_by("-pk").values_list("pk", flat=True)[:limit])
    found, failed = compare_piece(ids, content, now=now or clock.now())
    subjects = Ticket.objects.filter(number__in=[each["number"] for each in found["examples"]])
    named = dict(subjects.values_list("number", "subject"))
    for each in found["examples"]:
        each["subject"] = named.get(each["number"], "")
    return {**found, "unsolved": unsolved.count(), "failed": failed}


def compare_piece(
    ids: Iterable[int], content: Mapping[str, Any], *, now: datetime
) -> tuple[Found, dict[int, str]]:
    """As it is now against as it would be if ``content`` came into force now."""
    tickets, known = ticket_rows(ids), versions()
    rules, found, failed = rules_by(known), nothing(), {}
    rules.put(TRIED, rules_from_json(content))
    facts = fact_rows(ticket.number for ticket in tickets)
    told = histories(tickets, facts, known)
    for ticket in tickets:
        try:
            history = told[ticket.id]().history
            tried = replace(history, events=(*history.events, Event(now, Happening.RULES, TRIED)))
            add(found, ticket.number, derive(history, rules, now), derive(tried, rules, now))
        except Exception as error:  # one ticket must not keep the others from being looked at
            log.exception("targets.comparing_failed", ticket=ticket.number)
            failed[ticket.number] = f"{type(error).__name__}: {error}"[:300]
    return found, failed


def recompute_jobs(limit: int = 20) -> list[RecomputeJob]:
    """The newest first, dry runs too."""
    found = RecomputeJob.objects.select_related("version").defer("version__content", "content")
    return list(found.order_by("-created_at")[:limit])


def recompute_job(job_id: str) -> RecomputeJob:
    """Raises RecomputeJob.DoesNotExist."""
    return RecomputeJob.objects.select_related("version").get(pk=job_id)
