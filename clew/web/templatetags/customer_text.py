"""Text from customers' products, in templates."""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from clew.people.models import Group, Person
from clew.tickets.queries.search_snippets import Part
from clew.tickets.rendering import html_of
from clew.web.customers.subject import address
from clew.web.customers.text import clean

register = template.Library()
MARKED = "<mark>{}</mark>"


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
    pieces = ((MARKED if part.marked else "{}", part.text) for part in parts)
    return mark_safe("".join(format_html(shape, text) for shape, text in pieces))  # noqa: S308


@register.filter
def profile(customer: Person | Group) -> str:
    """The address of their page."""
    return address(customer)
