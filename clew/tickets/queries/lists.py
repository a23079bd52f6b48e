"""Pages of tickets by keyset cursor."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db.models import Q

from clew.people.models import Environment
from clew.people.pages import MAX_PAGE, decoded, encoded
from clew.tickets.models.tickets import TicketQuerySet
from clew.tickets.queries.doors import Reader, tickets_visible_to
from clew.tickets.queries.rows import SHOWN, UNSHOWN, TicketPage, view_page
from clew.tickets.queries.search import matching
from clew.tickets.queries.standard_views import EVERYTHING
from clew.tickets.queries.view_doors import view_for


def ticket_list(  # noqa: PLR0917  the first three are how everybody asks
    reader: Reader,
    environment: Environment,
    view: str = "",
    cursor: str = "",
    limit: int = 50,
    q: str = "",
    status: str = "",
) -> TicketPage:
    """One page in the view's order, in one statement; a team view and ``q`` need more.

    ``view`` is a slug; "" is every ticket. Raises ValidationError for an unknown view or cursor.
    """
    shown = view_for(reader, view) if view else EVERYTHING
    if shown is None:
        raise ValidationError({"view": f"There is no view “{view}”."})
    found = tickets_visible_to(reader, environment).filter(shown.condition(reader))
    if status:
        found = found.filter(status__in=status.replace("\x00", "").split(","))
    if q.strip():
        found = found.filter(matching(reader, environment, found, q))
    return view_page(found, shown, cursor, limit)


def keyset_page(found: TicketQuerySet, order: str, cursor: str, limit: int) -> TicketPage:
    """Latest ``order`` first, beginning where the last page ended. One statement."""
    limit = max(1, min(limit, MAX_PAGE))
    if cursor:
        at, pk = _start(cursor)
        same = Q(**{order: at, "pk__gte": pk})
        found = found.filter(Q(**{f"{order}__lte": at}) & ~same)
    shown = found.select_related(*SHOWN).defer(*UNSHOWN)
    items = list(shown.order_by(f"-{order}", "-pk")[: limit + 1])
    if len(items) <= limit:
        return TicketPage(items, "")
    last = items[limit - 1]
    return TicketPage(items[:limit], encoded(getattr(last, order).isoformat(), str(last.pk)))


def _start(cursor: str) -> tuple[datetime, int]:
    """Raises ValidationError when it is not a cursor of ours."""
    at, pk = decoded(cursor, 2)
    try:
        return datetime.fromisoformat(at), int(pk)
    except ValueError:
        raise ValidationError({"cursor": "Not a cursor. Start again without one."}) from None
