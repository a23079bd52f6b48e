"""Text from customers' products, in templates."""

from collections.abc import Hashable, Iterable

from django import template
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from clew.core.templatetags.ui import ago
from clew.people.models import Group, Person
from clew.tickets.queries import Hit
from clew.tickets.queries.search_snippets import Part
from clew.tickets.rendering import html_of
from clew.web.customers.subject import address
from clew.web.customers.text import clean

register = template.Library()


@register.filter
def shown(value: object, limit: int = 80) -> str:
    """One line without characters that hide or reorder others. Still escaped as usual."""
    return clean(value, limit)


@register.filter
def note_html(markdown: str) -> SafeString:
    """A note as the product shows what people write."""
    return mark_safe(html_of(markdown))  # noqa: S308  html_of cleans it


@register.filter
def with_marks(parts: Iterable[Part]) -> SafeString:
    """What a search found in a text; a template for each would be most of the page's work."""
    pieces = (f"<mark>{escape(p.text)}</mark>" if p.marked else escape(p.text) for p in parts)
    return mark_safe("".join(pieces))  # noqa: S308  each is escaped


@register.filter
def face(hit: Hit) -> tuple[Hashable, ...]:
    """Everything that the search page shows of it, so that it is made once for the same."""
    ticket, account = hit.ticket, hit.ticket.account
    return (
        *(ticket.number, ticket.status, tuple(ticket.tags), str(ticket.assignee or "")),
        *(hit.why, hit.in_note, hit.subject, hit.snippet, ticket.requester_id),
        ticket.requester.display_name,
        account and (account.type.name, account.key, account.display_name, account.plan),
        *(ticket.updated_at, ago(ticket.updated_at), timezone.get_current_timezone_name()),
    )


@register.filter
def profile(customer: Person | Group) -> str:
    """The address of their page."""
    return address(customer)
