"""The customer beside the conversation: who they are, what broke, what they did, what they asked.

The panel loads by itself after the ticket; what it cannot read it says, and the rest stands.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from clew.analytics.metrics.counting import measured
from clew.channels.email.machines.absence import away_now, away_words
from clew.core import clock
from clew.events import queries as events
from clew.events.records import ErrorGroup, Kind
from clew.events.whose import whose_of
from clew.people.models import Group, Person
from clew.people.queries import groups_of, warnings_of
from clew.people.queries.accounts import account_row
from clew.people.queries.notes import notes_of
from clew.people.requests import StaffRequest
from clew.tickets.models import Ticket
from clew.tickets.queries import ticket_counts_of, tickets_of_person
from clew.tickets.views.doors import on_ticket
from clew.web.customers.account_facts import facts_of
from clew.web.customers.headline import Fact, job
from clew.web.customers.health import health_shown
from clew.web.customers.identity_warnings import Refusal, refusal
from clew.web.customers.moments import moments
from clew.web.customers.timeline import Entry, days

log = structlog.get_logger(__name__)
ERRORS, EVENTS, TICKETS, WARNINGS, NOTES, METRICS = 4, 6, 5, 3, 2, 4  # rows
RECENT = timedelta(days=7)  # for errors
READ = 30  # events, before repeats become one row
ANY_ZONE = ZoneInfo("UTC")  # the panel shows no days


@dataclass(frozen=True)
class Activity:
    errors: list[ErrorGroup] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)


@require_GET
@on_ticket
def customer_panel(request: StaffRequest, ticket: Ticket) -> HttpResponse:
    return render(request, "workspace/customer.html", {
        "ticket": ticket,
        "person": ticket.requester,
        "job": job(ticket.requester.properties),
        **_away(ticket),
        "refusals": _refusals(ticket.requester),
        "activity": _activity(ticket),
        "tickets": _other_tickets(request, ticket),
        "counts": ticket_counts_of(request.user, ticket.requester),
        **_notes(request, ticket),
        **_account(ticket),
    })  # fmt: skip


@require_GET
@on_ticket
def customer_usage(request: StaffRequest, ticket: Ticket) -> HttpResponse:
    """Of the account, else of the requester: beside the panel, so that neither waits."""
    whose: Person | Group = ticket.account or ticket.requester
    found = measured(ticket.environment, whose_of(whose), now=clock.now())
    context = {"usage": found[:METRICS], "left_out": len(found) - METRICS, "customer": whose}
    return render(request, "workspace/usage.html", {"ticket": ticket, **context})


def _notes(request: StaffRequest, ticket: Ticket) -> dict[str, Any]:
    """On the requester and on the account, pinned ones first."""
    about: list[Person | Group] = [ticket.requester]
    if ticket.account:
        about.append(ticket.account)
    found = list(notes_of(request.user, about)[: NOTES + 1])
    return {"notes": found[:NOTES], "has_more_notes": len(found) > NOTES}


def _away(ticket: Ticket) -> dict[str, Any]:
    away = away_now(ticket.requester)
    return {"away": away and away_words(away), "away_said": away.said if away else ""}


def _account(ticket: Ticket) -> dict[str, Any]:
    """The ticket's account and how it is doing; the requester's other groups below it."""
    groups = groups_of(ticket.requester)
    account: Group | None = ticket.account
    facts: list[Fact] = []
    if account is not None:
        shown = facts_of(account, account_row(account))
        facts = [fact for fact in shown if fact.label != "Plan"]
    return {
        "account": account,
        "account_facts": facts,
        "health": health_shown(account),
        "groups": [group for group in groups if group != account][:3],
    }


def _refusals(person: Person) -> list[Refusal]:
    """The latest of each kind."""
    latest = {warning.kind: warning for warning in reversed(warnings_of(person)[:50])}
    return [refusal(warning) for warning in latest.values()][:WARNINGS]


def _other_tickets(request: StaffRequest, ticket: Ticket) -> list[Ticket]:
    theirs = tickets_of_person(request.user, ticket.requester)
    return list(theirs.exclude(pk=ticket.pk)[:TICKETS])


def _activity(ticket: Ticket) -> Activity | None:
    """None when the event store does not answer: one section fails, not the panel."""
    whose = whose_of(ticket.requester)
    if not whose.distinct_ids:
        return Activity()
    try:
        errors = events.errors_grouped(whose, limit=ERRORS)
        recent = events.timeline(whose, kind=Kind.EVENTS, limit=READ)
    except Exception as error:  # noqa: BLE001  the engine fails in many ways; none hides the customer
        log.warning("workspace.activity_failed", ticket=ticket.number, error=str(error))
        return None
    since = clock.now() - RECENT
    by_day = days(moments(recent.events), zone=ANY_ZONE, today=clock.now().date())
    entries = [entry for day in by_day for entry in day.entries]
    return Activity([error for error in errors if error.last_at >= since], entries[:EVENTS])
