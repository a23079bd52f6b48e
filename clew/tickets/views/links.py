"""The links of a ticket, as a part of its page that loads after it."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from clew.core.ids import id_in
from clew.people.requests import StaffRequest
from clew.tickets import actions
from clew.tickets.forms import ExternalLinkForm, TicketLinkForm
from clew.tickets.models import ExternalLink, LinkKind, Status, Ticket, TicketLink
from clew.tickets.queries import ticket_for
from clew.tickets.queries.links import Linked, link_for, links_of, page_for, pages_of
from clew.tickets.views.answers import Toast
from clew.tickets.views.doors import actor, checked, on_ticket


@require_GET
@on_ticket
def links(request: StaffRequest, ticket: Ticket) -> HttpResponse:
    return _fragment(request, ticket)


@require_GET
@on_ticket
def link_dialog(request: StaffRequest, ticket: Ticket) -> HttpResponse:
    context = {"ticket": ticket, "kinds": _kinds()}
    return render(request, "tickets/joining/link.html", context)


@require_POST
@on_ticket
def ticket_links(request: StaffRequest, ticket: Ticket) -> HttpResponseBase:
    asked = checked(TicketLinkForm(request.POST))
    other = _other(request, asked["other"])
    ends = (other, ticket) if asked["kind"] == "duplicated_by" else (ticket, other)
    kind = LinkKind.DUPLICATE if asked["kind"] == "duplicated_by" else asked["kind"]
    link = actions.link_tickets(ticket=ends[0], other=ends[1], kind=kind, by=actor(request))
    if link is None:
        return Toast(f"#{other.number} is linked already").onto(_fragment(request, ticket))
    toast = Toast(f"#{ticket.number} and #{other.number} are linked")
    return toast.undone_by(_url(ticket, link)).onto(_fragment(request, ticket))


@require_POST
@on_ticket
def ticket_link_removal(request: StaffRequest, ticket: Ticket, pk: int) -> HttpResponseBase:
    try:
        link = link_for(request.user, ticket.number, pk)
    except TicketLink.DoesNotExist:
        raise Http404("There is no such link.") from None
    actions.unlink_tickets(link=link, by=actor(request))
    other = link.other if link.ticket_id == ticket.pk else link.ticket
    is_back = link.kind == LinkKind.DUPLICATE and link.ticket_id == other.pk
    toast = Toast(f"The link to #{other.number} is gone").undone_by(
        f"{ticket.get_absolute_url()}/links/tickets",
        other=str(other.number),
        kind="duplicated_by" if is_back else link.kind,
    )
    return toast.onto(_fragment(request, ticket))


@require_POST
@on_ticket
def page_links(request: StaffRequest, ticket: Ticket) -> HttpResponseBase:
    url = checked(ExternalLinkForm(request.POST))["page"]
    link = actions.link_page(ticket=ticket, url=url, by=actor(request))
    if link is None:
        return Toast("This page is linked already").onto(_fragment(request, ticket))
    toast = Toast("The page is linked").undone_by(_url(ticket, link))
    return toast.onto(_fragment(request, ticket))


@require_POST
@on_ticket
def page_link_removal(request: StaffRequest, ticket: Ticket, pk: int) -> HttpResponseBase:
    try:
        link = page_for(request.user, ticket.number, pk)
    except ExternalLink.DoesNotExist:
        raise Http404("There is no such link.") from None
    actions.unlink_page(link=link, by=actor(request))
    toast = Toast("The link is gone")
    back = toast.undone_by(f"{ticket.get_absolute_url()}/links/pages", page=link.url)
    return back.onto(_fragment(request, ticket))


def _fragment(request: StaffRequest, ticket: Ticket) -> HttpResponse:
    links = links_of(request.user, ticket)
    may_change = request.user.can_reply_publicly
    context: dict[str, Any] = {
        "ticket": ticket,
        "links": links,
        "pages": pages_of(ticket),
        "duplicate": _open_duplicate(ticket, links) if may_change else None,
        "may_change": may_change and ticket.status != Status.CLOSED,
    }
    return render(request, "tickets/joining/links.html", context)


def _open_duplicate(ticket: Ticket, links: Sequence[Linked]) -> Ticket | None:
    """One that could be solved, because its original is worked on."""
    for each in links:
        if each.link.kind == LinkKind.DUPLICATE:
            found = ticket if each.link.ticket_id == ticket.pk else each.ticket
            if not found.is_solved:
                return found
    return None


def _other(request: StaffRequest, text: str) -> Ticket:
    """By number or by the address of its page. Raises ValidationError."""
    number = text.strip().rstrip("/").rpartition("/")[2].partition("?")[0].removeprefix("#")
    try:
        return ticket_for(request.user, id_in(number) or 0)
    except Ticket.DoesNotExist:
        raise ValidationError(f"There is no ticket “{text}”. Write its number.") from None


def _url(ticket: Ticket, link: TicketLink | ExternalLink) -> str:
    sort = "tickets" if isinstance(link, TicketLink) else "pages"
    return f"{ticket.get_absolute_url()}/links/{sort}/{link.pk}/removal"


def _kinds() -> list[tuple[str, str]]:
    return [
        ("related", "Related to"),
        ("duplicate", "A duplicate of"),
        ("duplicated_by", "The original of"),
        ("follow_up", "A follow-up of"),
    ]
