"""Fields that are moments: a column of the ticket, or the last of something that happened."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.fields import TextField
from django.db.models.functions import Cast, Concat

from clew.core import clock
from clew.core.models import FactRecord
from clew.tickets.conditions.asking import Test
from clew.tickets.models import AuthorKind, Message

UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1)}


def span_of(text: str) -> timedelta:
    """“3d”, “12h”."""
    return int(text[:-1]) * UNITS[text[-1]]


def moment_of(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def bounds(test: Test) -> tuple[bool, datetime]:
    """Whether the moment must not be earlier, and than what."""
    if test.operator in {"within", "ago"}:
        return test.operator == "within", clock.now() - span_of(test.value)
    return test.operator == "after", moment_of(test.value)


def column(name: str) -> Callable[[Test], Q]:
    def holds(test: Test) -> Q:
        if test.operator == "set":
            return Q(**{f"{name}__isnull": False})
        since, at = bounds(test)
        return Q(**{f"{name}__{'gte' if since else 'lt'}": at, f"{name}__isnull": False})

    return holds


def _customer_messages() -> "QuerySet[Message]":
    asked = Message.objects.filter(ticket=OuterRef("pk"), author_kind=AuthorKind.CUSTOMER)
    return asked.order_by()


def last_customer_message(test: Test) -> Q:
    written = _customer_messages()
    if test.operator == "set":
        return Q(Exists(written))
    since, at = bounds(test)
    later = Q(Exists(written.filter(created_at__gte=at)))
    return later if since else ~later & Q(Exists(written))


def status_changed(test: Test) -> Q:
    """A ticket whose status never changed has it since it was opened."""
    since, at = bounds(test)
    subject = Concat(Value("ticket/"), Cast(OuterRef("number"), TextField()))
    moves = FactRecord.objects.filter(
        subject=subject, name="tickets.StatusChanged", recorded_at__gte=at
    )
    later = Q(Exists(moves.order_by())) | Q(created_at__gte=at)
    return later if since else ~later
