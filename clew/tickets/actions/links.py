"""Linking a ticket to another, or to a page elsewhere. Both histories tell of it."""

from datetime import datetime
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from procrastinate.contrib.django import app

from clew.core import clock, facts
from clew.core.actors import Actor
from clew.tickets.actions.changing import refuse_light_agents
from clew.tickets.facts import PageLinked, PageUnlinked, TicketsLinked, TicketsUnlinked
from clew.tickets.models import ExternalKind, ExternalLink, LinkKind, Ticket, TicketLink
from clew.tickets.models.links import TitleState
from clew.tickets.validation import checked_choice

READING_TITLES = "tickets.read_page_title"
MAX_URL = 2000  # characters
# What the other ticket is to this one: from where the link points, and from where it points to.
WORDS: dict[str, tuple[str, str]] = {
    LinkKind.RELATED: ("related", "related"),
    LinkKind.DUPLICATE: ("duplicate_of", "duplicated_by"),
    LinkKind.FOLLOW_UP: ("follow_up_of", "followed_up_by"),
}


def link_tickets(
    *, ticket: Ticket, other: Ticket, kind: str, by: Actor, at: datetime | None = None
) -> TicketLink | None:
    """``ticket`` is related to, a duplicate of, or a follow-up of ``other``. None when it is so.

    Raises ValidationError for a ticket with itself and for tickets of two environments.
    """
    refuse_light_agents(by, "link tickets")
    kind = checked_choice("kind", kind, LinkKind)
    if ticket.pk == other.pk:
        raise ValidationError({"other": "A ticket cannot be linked to itself."})
    if ticket.environment_id != other.environment_id:
        raise ValidationError({"other": f"#{other.number} belongs to another environment."})
    moment = at or clock.now()
    with transaction.atomic():
        list(Ticket.objects.select_for_update().filter(pk__in=[ticket.pk, other.pk]).order_by("pk"))
        if _between(ticket, other).filter(kind=kind).exists():
            return None
        link = TicketLink.objects.create(
            ticket=ticket, other=other, kind=kind, by_name=by.name[:200], created_at=moment
        )
        _record(TicketsLinked, link, by=by, at=moment)
    return link


def unlink_tickets(*, link: TicketLink, by: Actor) -> None:
    refuse_light_agents(by, "link tickets")
    with transaction.atomic():
        if TicketLink.objects.filter(pk=link.pk).delete()[0]:
            _record(TicketsUnlinked, link, by=by, at=clock.now())


def link_page(*, ticket: Ticket, url: str, by: Actor, title: str = "") -> ExternalLink | None:
    """None when it is linked already. A job reads a title that is not given.

    Raises ValidationError.
    """
    refuse_light_agents(by, "link pages")
    url = checked_url(url)
    try:
        with transaction.atomic():
            link = ExternalLink.objects.create(
                ticket=ticket,
                url=url,
                kind=kind_of_page(url),
                title=(title or url)[:300],
                state=TitleState.KNOWN if title else TitleState.WAITING,
                by_name=by.name[:200],
                created_at=clock.now(),
            )
            facts.record(PageLinked(number=ticket.number, url=url), by=by)
            if not title:
                app.configure_task(READING_TITLES, queue="links").defer(link_id=link.pk)
    except IntegrityError:
        return None
    return link


def unlink_page(*, link: ExternalLink, by: Actor) -> None:
    refuse_light_agents(by, "link pages")
    with transaction.atomic():
        if ExternalLink.objects.filter(pk=link.pk).delete()[0]:
            facts.record(PageUnlinked(number=link.ticket.number, url=link.url), by=by)


def checked_url(text: str) -> str:
    """Only http and https. Raises ValidationError."""
    url = text.strip()
    wrong = ValidationError({"url": "Paste a whole address that begins with http:// or https://."})
    if len(url) > MAX_URL or not url.isprintable() or " " in url:
        raise wrong
    try:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.port == 0:
            raise wrong
    except ValueError:
        raise wrong from None
    if parts.username or parts.password:
        raise ValidationError({"url": "The address holds a password. Leave it out."})
    return url


def kind_of_page(url: str) -> ExternalKind:
    parts = urlsplit(url)
    steps = parts.path.strip("/").split("/")
    if parts.hostname == "github.com" and len(steps) >= len(("owner", "name", "pull", "7")):
        kinds = {"issues": ExternalKind.GITHUB_ISSUE, "pull": ExternalKind.GITHUB_PR}
        return kinds.get(steps[2], ExternalKind.OTHER)
    return ExternalKind.OTHER


def _between(ticket: Ticket, other: Ticket) -> QuerySet[TicketLink]:
    one_way = Q(ticket=ticket, other=other)
    return TicketLink.objects.filter(one_way | Q(ticket=other, other=ticket))


def _record(
    fact: type[TicketsLinked | TicketsUnlinked], link: TicketLink, *, by: Actor, at: datetime
) -> None:
    one, two = link.ticket.number, link.other.number
    forth, back = WORDS[link.kind]
    facts.record(fact(number=one, other=two, word=forth), by=by, at=at)
    facts.record(fact(number=two, other=one, word=back), by=by, at=at)
