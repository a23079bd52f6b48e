"""What a condition asks of a customer, as a Q that is never NULL: what lies elsewhere by EXISTS."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, Model, OuterRef, Q, QuerySet
from django.db.models.expressions import ExpressionWrapper

from clew.analytics.models import Health, UsageMetric
from clew.core import clock
from clew.core.ids import ids_in
from clew.people.models import Account, AccountOwner, CustomerNote, Group, Membership
from clew.tickets.conditions import Test
from clew.tickets.conditions.times import moment_of, span_of
from clew.tickets.models import Severity, Ticket
from clew.tickets.queries.doors import tickets_readable_by

Holds = Callable[[Test], Q]
NOBODY = Q(pk__in=[])
URGENT = Severity.CRITICAL
LOOKUPS = {"is": "exact", "gt": "gt", "lt": "lt"}


def number(column: str) -> Holds:
    def holds(test: Test) -> Q:
        if test.operator == "set":
            return Q(**{f"{column}__isnull": False})
        return Q(**{f"{column}__{LOOKUPS[test.operator]}": test.value})

    return holds


def ahead(column: str) -> Holds:
    """A moment that comes, or has passed."""

    def holds(test: Test) -> Q:
        now = clock.now()
        found: dict[str, tuple[datetime | None, datetime | None]] = {}
        match test.operator:
            case "set":
                return Q(**{f"{column}__isnull": False})
            case "next":
                found = {column: (now, now + span_of(test.value))}
            case "overdue":
                found = {column: (None, now - span_of(test.value))}
            case "after":
                found = {column: (moment_of(test.value), None)}
            case _:
                found = {column: (None, moment_of(test.value))}
        since, until = found[column]
        asked = Q(**{f"{column}__gte": since}) if since else Q(**{f"{column}__isnull": False})
        return asked & Q(**{f"{column}__lt": until}) if until else asked

    return holds


def flag(column: str) -> Holds:
    return lambda _: Q(**{column: True})


def of_row(rows: Callable[[], "QuerySet[Any]"], to: str, inner: Holds) -> Holds:
    """Of a row of another table that points to the customer by ``to``."""
    return lambda test: Q(Exists(rows().filter(**{to: OuterRef("pk")}).filter(inner(test))))


def of_account_row(inner: Holds) -> Holds:
    return of_row(Account.objects.all, "pk", inner)


def of_health(inner: Holds) -> Holds:
    moved = ExpressionWrapper(F("score") - F("before"), output_field=IntegerField())
    return of_row(lambda: Health.objects.alias(moved=moved), "pk", inner)


def of_figure(metric: UsageMetric) -> Holds:
    return of_row(metric.figures.all, "group", number("value"))


def through_account(inner: Holds) -> Holds:
    """Of a person: what one of their accounts says."""

    def holds(test: Test) -> Q:
        accounts = Group.objects.filter(
            memberships__person=OuterRef("pk"), type__is_account=True, merged_into__isnull=True
        )
        return Q(Exists(accounts.filter(inner(test))))

    return holds


def owned(**kind: str) -> Holds:
    """Without ``kind`` by any of them.

    Ids are of staff, “me” is who asks, anything else is the name of somebody outside.
    """

    def holds(test: Test) -> Q:
        owners = AccountOwner.objects.filter(group=OuterRef("pk"), **kind)
        staff = ids_in(test.value) + ([test.me] if "me" in test.value and test.me else [])
        asked = Q(staff__in=staff) | Q(staff__isnull=True, name__in=test.value)
        found = Q(Exists(owners.filter(asked)))
        return found | ~Q(Exists(owners)) if "nobody" in test.value else found

    return holds


def noted(to: str) -> Holds:
    return of_row(lambda: CustomerNote.objects.filter(deleted_at=None), to, lambda _: Q())


def counted(rows: Callable[[Test], "QuerySet[Any]"], to: str) -> Holds:
    """How many rows point to the customer; those whom none points to have zero."""

    def holds(test: Test) -> Q:
        counts = rows(test).order_by().values(to).annotate(count=Count("pk"))

        def among(**asked: float) -> Q:
            return Q(pk__in=counts.filter(**asked).values(to))

        value = test.value
        match test.operator:
            case "gt":
                return among(count__gt=value) if value >= 0 else ~NOBODY
            case "lt":
                return ~among(count__gte=value) if value > 0 else NOBODY
            case _:
                return among(count=value) if value > 0 else ~among(count__gt=0)

    return holds


def tickets_of(to: str, *, urgent: bool = False) -> Callable[[Test], "QuerySet[Ticket]"]:
    def rows(test: Test) -> "QuerySet[Ticket]":
        return open_tickets(test.asker, to, urgent=urgent)

    return rows


def open_tickets(reader: Any, to: str, *, urgent: bool = False) -> "QuerySet[Ticket]":
    """Those the reader may read and that are not solved."""
    found = tickets_readable_by(reader).unsolved().filter(**{f"{to}__isnull": False})
    return found.filter(severity=URGENT) if urgent else found


def members(_: Test) -> "QuerySet[Model]":
    return Membership.objects.all()
