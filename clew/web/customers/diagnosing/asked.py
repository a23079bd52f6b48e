"""What an address asks of a funnel: whose it is, its steps as they are being written, its days."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.http import Http404

from clew.analytics.diagnosis.funnels.funnel import MOST_STEPS, PERIOD, WINDOW, Funnel, funnel_of
from clew.analytics.diagnosis.funnels.proposing import proposed
from clew.analytics.diagnosis.reading import AFTERWARDS
from clew.analytics.health.asking import account_type
from clew.analytics.metrics.form_rows import ANY, EventRow, Rows, placed, rows_typed
from clew.analytics.metrics.reading import NotUnderstood
from clew.analytics.metrics.seen import event_names
from clew.core import clock
from clew.people.models import Environment, Group, Person
from clew.people.queries import group_for, person_for
from clew.people.requests import StaffRequest
from clew.web.customers.diagnosing.about import About, about_of, named

FEWEST = 2


@dataclass
class Asked:
    customer: Person | Group | None
    environment: Environment
    about: About
    rows: Rows
    days: int = PERIOD
    window: int = WINDOW
    breakdown: str = ""
    is_proposal: bool = False
    has_steps: bool = False  # somebody chose them, or the message names them
    problems: list[str] = field(default_factory=list)

    @property
    def query(self) -> dict[str, str]:
        return (named(self.customer) if self.customer else {}) | self.about.asked

    @property
    def until(self) -> datetime:
        now = clock.now()
        return min(now, self.about.at + AFTERWARDS) if self.about.at else now + timedelta(minutes=1)

    def funnel(self) -> Funnel | None:
        """None where something is wrong; then the rows and ``problems`` say it."""
        steps = self.rows.events_data(whole=False)
        try:
            return funnel_of(
                steps,
                until=self.until,
                days=self.days,
                window=self.window,
                breakdown=self.breakdown,
            )
        except NotUnderstood as error:
            self.rows.mark({one.place: [one.said] for one in error.problems})
            self.problems = [str(one) for one in error.problems]
            return None


def asked_of(request: StaffRequest) -> Asked:
    """Raises Http404 for a customer or ticket the reader does not see."""
    customer, about = _customer(request), about_of(request)
    environment = customer.environment if customer else request.environment
    rows = _rows(request)
    asked = Asked(
        customer,
        environment,
        about,
        rows,
        days=_days(request, "days", PERIOD),
        window=_days(request, "window", WINDOW),
        breakdown=request.GET.get("breakdown", "").strip(),
    )
    asked.has_steps = any(row.event.strip() for row in rows.events)
    if not asked.has_steps and "edit" not in request.GET:
        _propose(asked)
    while len(rows.events) < FEWEST:
        rows.events.append(EventRow(""))
    placed(rows)
    return asked


def moved(rows: Rows, what: str) -> Rows:
    """``up:events.2``: a step changes places with the one before it."""
    verb, _, path = what.partition(":")
    places = [row.path for row in rows.events]
    if verb == "up" and path in places[1:]:
        place = places.index(path)
        rows.events.insert(place - 1, rows.events.pop(place))
    return placed(rows)


def _propose(asked: Asked) -> None:
    words = asked.about.words
    names = [seen.name for seen in event_names(asked.environment)] if words else []
    steps = proposed(words, names)
    asked.rows.events = [EventRow("", step) for step in steps]
    asked.is_proposal = bool(steps)
    asked.has_steps = len(steps) >= FEWEST


def _rows(request: StaffRequest) -> Rows:
    given = {name: str(value) for name, value in request.GET.items()}
    rows = rows_typed(given)
    if not rows.events:
        steps = request.GET.getlist("steps")[:MOST_STEPS]
        rows.events = [EventRow("", step or ANY) for step in steps]
    del rows.events[MOST_STEPS:]
    return placed(rows)


def _customer(request: StaffRequest) -> Person | Group | None:
    asked = request.GET
    try:
        if person := asked.get("person"):
            return person_for(request.user, id=UUID(person))
        if key := asked.get("account"):
            kind = asked.get("type") or _account_type(request.environment)
            return group_for(request.user, environment=request.environment, type=kind, key=key)
    except (Person.DoesNotExist, Group.DoesNotExist, ValueError):
        raise Http404("There is no such customer.") from None
    return None


def _account_type(environment: Environment) -> str:
    found = account_type(environment)
    return found.name if found else ""


def _days(request: StaffRequest, name: str, usual: int) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= len("999") else usual
