"""Tickets about an error: linked by somebody, or opened by a person who had just seen it."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from clew.core.actors import Actor
from clew.core.ids import id_in
from clew.events.errors.one import moments_by_person
from clew.people.requests import StaffRequest
from clew.tickets import actions
from clew.tickets.models import ExternalLink, Ticket
from clew.tickets.queries import search, ticket_for
from clew.tickets.queries.about_pages import page_links_to, tickets_near
from clew.web.customers.text import clean
from clew.web.insights.addresses import error_url
from clew.web.insights.error_page import ErrorSubject

SHOWN = 25
MENTIONS = 10
PHRASE = 80  # letters of a message that are looked for
FEWEST_WORDS = 3


@dataclass(frozen=True, slots=True)
class AboutRow:
    ticket: Ticket
    link: ExternalLink | None  # None: only near in time


def error_tickets(subject: ErrorSubject) -> dict[str, Any]:
    request, url = subject.request, error_url(subject.request.environment, subject.fingerprint)
    links = page_links_to(request.user, url)
    moments = moments_by_person(subject.environment_id, subject.fingerprint)
    near = tickets_near(request.user, request.environment, moments)
    linked = {link.ticket_id for link in links}
    others = [AboutRow(ticket, None) for ticket in near if ticket.pk not in linked]
    shown = linked | {ticket.pk for ticket in near}
    return {
        "subject": subject,
        "linked": [AboutRow(link.ticket, link) for link in links],
        "near": others[:SHOWN],
        "mention": [AboutRow(one, None) for one in _mentioning(subject) if one.pk not in shown],
        "left_out": max(0, len(others) - SHOWN),
        "may_link": request.user.can_reply_publicly,
    }


def _mentioning(subject: ErrorSubject) -> list[Ticket]:
    """Tickets that quote its message; too few words would be in any ticket."""
    phrase = clean(subject.found.value, PHRASE).replace('"', " ").removesuffix("…")
    if len(phrase.split()) < FEWEST_WORDS:
        return []
    request = subject.request
    found = search(request.user, request.environment, f'"{phrase}"', limit=MENTIONS)
    return [hit.ticket for hit in found.items]


def link_ticket(subject: ErrorSubject) -> tuple[Ticket, ExternalLink | None]:
    """Raises ValidationError for a number that is none of a ticket."""
    ticket = _ticket(subject.request, subject.request.POST.get("number", ""))
    if ticket.environment_id != subject.environment_id:
        raise ValidationError(f"#{ticket.number} belongs to another environment.")
    title = f"{subject.title}: {subject.value}" if subject.value else subject.title
    url = error_url(subject.request.environment, subject.fingerprint)
    by = Actor.staff(subject.request.user)
    return ticket, actions.link_page(ticket=ticket, url=url, by=by, title=f"Error {title}")


def _ticket(request: StaffRequest, text: str) -> Ticket:
    number = id_in(text.strip().removeprefix("#"))
    try:
        return ticket_for(request.user, number or 0)
    except Ticket.DoesNotExist:
        raise ValidationError("There is no ticket with this number.") from None
