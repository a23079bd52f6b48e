"""Which view a reader means, and the tickets in it."""

from django.core.exceptions import ValidationError

from clew.people.models import Environment
from clew.tickets.models.tickets import TicketQuerySet
from clew.tickets.queries.doors import Reader, may_read, tickets_visible_to
from clew.tickets.queries.saved_views import saved_view_for
from clew.tickets.queries.standard_views import view_named
from clew.tickets.queries.views import View, saved


def view_for(reader: Reader, slug: str) -> View | None:
    """Any view that the reader may open; None for others' personal views and unknown ones."""
    if "\x00" in slug or not slug:
        return None
    if found := view_named(slug):
        return found
    row = saved_view_for(reader, slug)
    return saved(row) if row else None


def tickets_in(
    reader: Reader,
    environment: Environment,
    view_slug: str,
    filter: str = "",  # noqa: A002
) -> TicketQuerySet:
    """Every ticket that the reader sees in the view, narrowed by a filter of the address.

    Raises ValidationError for a view that is unknown to the reader, or a broken filter.
    """
    view = view_for(reader, view_slug)
    if view is None or not may_read(reader):
        raise ValidationError({"view": f"There is no view “{view_slug[:80]}”."})
    found = tickets_visible_to(reader, environment)
    return found.filter(view.narrowed(filter).condition(reader))
