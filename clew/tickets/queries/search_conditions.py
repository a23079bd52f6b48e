"""What the terms of a search ask of a ticket, as conditions on its row."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q

from clew.core import clock
from clew.people.models import Environment, Group, Person, Staff
from clew.tickets.models import Attachment, Message
from clew.tickets.models.tickets import ACTIVE, SOLVED, UNSOLVED
from clew.tickets.queries.doors import Reader
from clew.tickets.searching import Hint, Term, named
from clew.tickets.searching.times import ahead, span

MAX_ACCOUNTS = 200  # that one word may mean


@dataclass(frozen=True)
class Place:
    """Who searches where."""

    reader: Reader
    environment: Environment

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.reader.time_zone if isinstance(self.reader, Staff) else "UTC")

    @property
    def me(self) -> int | None:
        return self.reader.pk if isinstance(self.reader, Staff) else None


class MisunderstoodError(Exception):
    """The value means nothing to its operator; the text says what would."""


def condition_of(terms: tuple[Term, ...], place: Place) -> tuple[Q, list[Hint]]:
    """All of them; one that means nothing is left out and told."""
    conditions, hints = Q(), []
    for term in terms:
        try:
            asked = _CONDITIONS[term.operator](term, place)
        except MisunderstoodError as error:
            hints.append(Hint(str(error)))
        else:
            conditions &= ~asked if term.negated else asked
    return conditions, hints


def _any(term: Term, one: Callable[[str], Q]) -> Q:
    """``status:open,pending`` is either."""
    values = [value.strip() for value in term.value.split(",") if value.strip()]
    asked = Q(pk__in=[])
    for value in values:
        asked |= one(value)
    return asked


def people_named(text: str, environment: Environment) -> Q:
    """On persons: part of the name or email. A regular expression can use the trigram index."""
    pattern = re.escape(text)
    like = Q(name__iregex=pattern) | Q(email__iregex=pattern)
    return Q(environment=environment, merged_into__isnull=True) & like


def _requester(term: Term, place: Place) -> Q:
    return _any(
        term,
        lambda value: Q(
            requester__in=Person.objects.filter(people_named(value, place.environment))
        ),
    )


def _account(term: Term, place: Place) -> Q:
    def one(value: str) -> Q:
        if value.lower() == "none":
            return Q(account__isnull=True)
        pattern = re.escape(value)
        groups = Group.objects.filter(environment=place.environment)
        return Q(account__in=groups.filter(Q(name__iregex=pattern) | Q(key__iregex=pattern)))

    return _any(term, one)


def _chosen(field: str) -> Callable[[Term, Place], Q]:
    """By the beginning of a value or of its label."""

    def condition(term: Term, _place: Place) -> Q:
        operator = named(term.operator)
        values = operator.values if operator else ()

        def one(value: str) -> Q:
            wanted = value.lower()
            if field == "status" and wanted == "unsolved":
                return Q(status__in=UNSOLVED)
            for name, label in values:
                if name.startswith(wanted) or label.lower().startswith(wanted):
                    return Q(**{field: name})
            known = ", ".join(name for name, _ in values)
            raise MisunderstoodError(f"There is no {term.operator} “{value}”. There are {known}.")

        return _any(term, one)

    return condition


def _tag(term: Term, _place: Place) -> Q:
    return _any(
        term,
        lambda value: Q(tags=[]) if value.lower() == "none" else Q(tags__contains=[value.lower()]),
    )


def _plan(term: Term, _place: Place) -> Q:
    return _any(term, lambda value: Q(account__plan__iexact=value))


def _assignee(term: Term, place: Place) -> Q:
    def one(value: str) -> Q:
        if value.lower() in {"none", "nobody"}:
            return Q(assignee__isnull=True)
        if value.lower() == "me":
            return Q(assignee=place.me, assignee__isnull=False)
        like = Q(name__icontains=value) | Q(email__icontains=value)
        return Q(assignee__in=Staff.objects.filter(like).order_by())

    return _any(term, one)


def _team(term: Term, place: Place) -> Q:
    def one(value: str) -> Q:
        if value.lower() == "none":
            return Q(team__isnull=True)
        if value.lower() == "mine":
            return Q(team__members=place.me, team__isnull=False)
        return Q(team__slug__iexact=value) | Q(team__name__istartswith=value)

    return _any(term, one)


def _area(term: Term, _place: Place) -> Q:
    return _any(
        term, lambda value: Q(area="") if value.lower() == "none" else Q(area__istartswith=value)
    )


def _channel(term: Term, _place: Place) -> Q:
    return _any(term, lambda value: Q(channel=value.lower()))


def _time(field: str) -> Callable[[Term, Place], Q]:
    def condition(term: Term, place: Place) -> Q:
        meant = span(term.value, term.comparison, now=clock.now(), zone=place.zone)
        if meant is None:
            raise MisunderstoodError(
                f"“{term.value}” is not a time. Write 2026-01-31, 7d, today or yesterday."
            )
        asked = Q()
        if meant.start:
            asked &= Q(**{f"{field}__gte": meant.start})
        if meant.end:
            asked &= Q(**{f"{field}__lt": meant.end})
        return asked

    return condition


def _due(term: Term, place: Place) -> Q:
    return _any(term, lambda value: _due_in(value.lower(), place))


def _due_in(value: str, place: Place) -> Q:
    if value == "none":
        return Q(due_at__isnull=True)
    if (meant := ahead(value, now=clock.now(), zone=place.zone)) is None:
        raise MisunderstoodError(
            f"“{value}” is not a time to come. Write 4h, 2d, today, tomorrow or 2026-01-31."
        )
    return Q(due_at__isnull=False, due_at__gte=meant.start, due_at__lt=meant.end)


def _breached(_: Place) -> Q:
    missed = Q(due_at__isnull=False, due_at__lte=clock.now(), due_state="running")
    return missed | Q(due_state="breached")


_STATES: dict[str, Callable[[Place], Q]] = {
    "unassigned": lambda _: Q(assignee__isnull=True, status__in=UNSOLVED),
    "assigned": lambda _: Q(assignee__isnull=False),
    "open": lambda _: Q(status__in=UNSOLVED),
    "unsolved": lambda _: Q(status__in=UNSOLVED),
    "solved": lambda _: Q(status__in=SOLVED),
    "mine": lambda place: Q(assignee=place.me, assignee__isnull=False),
    "waiting": lambda _: Q(status__in=ACTIVE, last_message_by="customer"),
    "unread": lambda _: Q(status__in=ACTIVE, last_message_by="customer"),
    "breached": _breached,
    "escalated": lambda _: ~Q(escalated_to=""),
    "verified": lambda _: Q(verified=True),
    "unverified": lambda _: Q(verified=False),
}
_OF_TICKET = OuterRef("pk")
_CONTENTS: dict[str, Q] = {
    "attachment": Q(Exists(Attachment.objects.filter(message__ticket=_OF_TICKET))),
    "note": Q(Exists(Message.objects.filter(ticket=_OF_TICKET, public=False, author_kind="staff"))),
    "tag": ~Q(tags=[]),
    "account": Q(account__isnull=False),
}


def _is(term: Term, place: Place) -> Q:
    def one(value: str) -> Q:
        if state := _STATES.get(value.lower()):
            return state(place)
        try:
            return _chosen("status")(Term("status", value), place)
        except MisunderstoodError:
            known = ", ".join(_STATES)
            raise MisunderstoodError(f"“is:{value}” means nothing. There are {known}.") from None

    return _any(term, one)


def _has(term: Term, _place: Place) -> Q:
    def one(value: str) -> Q:
        if asked := _CONTENTS.get(value.lower().removesuffix("s")):
            return asked
        raise MisunderstoodError(f"“has:{value}” means nothing. There are {', '.join(_CONTENTS)}.")

    return _any(term, one)


def _order(term: Term, _place: Place) -> Q:
    known = {"relevance", "updated", "created", "newest", "oldest"}
    if term.value not in known:
        raise MisunderstoodError("Results come by order:relevance, updated, created or oldest.")
    return Q()


_CONDITIONS: dict[str, Callable[[Term, Place], Q]] = {
    "requester": _requester,
    "account": _account,
    "status": _chosen("status"),
    "tag": _tag,
    "plan": _plan,
    "assignee": _assignee,
    "team": _team,
    "severity": _chosen("severity"),
    "priority": _chosen("priority"),
    "kind": _chosen("kind"),
    "area": _area,
    "channel": _channel,
    "created": _time("created_at"),
    "updated": _time("updated_at"),
    "solved": _time("solved_at"),
    "due": _due,
    "is": _is,
    "has": _has,
    "order": _order,
}
