"""The links of a ticket as one of its two sides reads them."""

from dataclasses import dataclass

from django.db.models import Q

from clew.tickets.models import ExternalLink, LinkKind, Ticket, TicketLink
from clew.tickets.queries.doors import Reader, tickets_readable_by


@dataclass(frozen=True)
class Linked:
    """``word`` is what the other ticket is to this one."""

    link: TicketLink
    ticket: Ticket
    word: str


WORDS = {
    LinkKind.RELATED: ("Related to", "Related to"),
    LinkKind.DUPLICATE: ("Duplicate of", "Has the duplicate"),
    LinkKind.FOLLOW_UP: ("Follow-up of", "Followed up by"),
}


def links_of(reader: Reader, ticket: Ticket) -> list[Linked]:
    """Oldest first, without tickets that the reader may not read. Two statements."""
    links = TicketLink.objects.filter(Q(ticket=ticket) | Q(other=ticket)).order_by("pk")
    ids = {pk for link in links for pk in (link.ticket_id, link.other_id)} - {ticket.pk}
    others = tickets_readable_by(reader).only("number", "subject", "status").in_bulk(ids)
    found: list[Linked] = []
    for link in links:
        points_out = link.ticket_id == ticket.pk
        other = others.get(link.other_id if points_out else link.ticket_id)
        if other is not None:
            forth, back = WORDS[LinkKind(link.kind)]
            found.append(Linked(link, other, forth if points_out else back))
    return found


def pages_of(ticket: Ticket) -> list[ExternalLink]:
    """Oldest first, of a ticket that the caller got through a door."""
    return list(ticket.external_links.order_by("pk"))


def link_for(reader: Reader, number: int, pk: int) -> TicketLink:
    """A link of this ticket, both of whose sides are readable. Raises TicketLink.DoesNotExist."""
    readable = tickets_readable_by(reader).values("pk")
    ours = Q(ticket__number=number) | Q(other__number=number)
    both = TicketLink.objects.filter(ours, ticket__in=readable, other__in=readable)
    return both.select_related("ticket", "other").get(pk=pk)


def page_for(reader: Reader, number: int, pk: int) -> ExternalLink:
    """Raises ExternalLink.DoesNotExist."""
    readable = tickets_readable_by(reader).filter(number=number)
    return ExternalLink.objects.select_related("ticket").get(pk=pk, ticket__in=readable)
