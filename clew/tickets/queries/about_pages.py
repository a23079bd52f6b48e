"""Tickets that are about a page, such as an error's: those that link to it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from clew.people.models import Environment
from clew.tickets.models import ExternalLink, Ticket
from clew.tickets.models.tickets import UNSOLVED
from clew.tickets.queries.doors import Reader, tickets_readable_by

NEAR = timedelta(days=1)
LOOKED_AT = 500  # tickets of the people concerned


def page_links_to(reader: Reader, url: str) -> list[ExternalLink]:
    """With their tickets, the newest first."""
    readable = tickets_readable_by(reader).values("pk")
    found = ExternalLink.objects.filter(url=url, ticket__in=readable)
    return list(found.select_related("ticket__requester").order_by("-ticket__created_at")[:50])


def requesters_with_open_ticket_about(url: str) -> set[UUID]:
    """Whoever reads this: people who asked already are asked about nothing twice."""
    linked = Ticket.objects.filter(external_links__url=url, status__in=UNSOLVED)
    return set(linked.values_list("requester_id", flat=True))


def tickets_near(
    reader: Reader, environment: Environment, moments: Mapping[UUID, Sequence[datetime]]
) -> list[Ticket]:
    """Opened by these people within a day of one of their moments, the newest first."""
    if not moments:
        return []
    every = [moment for found in moments.values() for moment in found]
    opened = tickets_readable_by(reader).filter(
        environment=environment,
        requester__in=list(moments),
        created_at__range=(min(every) - NEAR, max(every) + NEAR),
    )
    newest = opened.select_related("requester").order_by("-created_at")[:LOOKED_AT]
    return [one for one in newest if _is_near(one, moments[one.requester_id])]


def _is_near(ticket: Ticket, moments: Iterable[datetime]) -> bool:
    return any(abs(ticket.created_at - moment) <= NEAR for moment in moments)
