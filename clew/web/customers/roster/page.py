"""What the page of a list shows: its rows, its bar, and who else a search means."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import BadRequest, ValidationError

from clew.people import queries as people
from clew.people.models import Group, Person
from clew.people.requests import StaffRequest
from clew.tickets import conditions
from clew.tickets.customer_lists.finding import MOST_COUNTED, count_of, page_of
from clew.tickets.customer_lists.known_lists import KnownList, may_change
from clew.tickets.customer_lists.rows import Row, rows_of
from clew.tickets.queries import keeps_views
from clew.web.customers.connect import how_to
from clew.web.customers.roster.bar import Chip, chips_of, headings_of, sorts_of
from clew.web.customers.roster.cells import Shown, shown
from clew.web.customers.roster.state import PATH, State, state_of
from clew.web.customers.subject import address
from clew.web.customers.text import clean

ROWS = 50
ELSEWHERE = 8  # customers of other kinds or lists that a search means


@dataclass(frozen=True, slots=True)
class ShownRow:
    url: str
    name: str
    is_person: bool
    known_by: str
    kind: str  # person, or the type of the group
    cells: list[Shown]  # behind the name


def context_of(request: StaffRequest) -> dict[str, Any]:
    state = state_of(request)
    listing, cursor = state.listing, request.GET.get("cursor", "")
    try:
        page = page_of(state.asked, listing, cursor, ROWS)
    except ValidationError as error:
        raise BadRequest("This is not a place in the list.") from error
    rows = rows_of(state.asked, listing, page.ids)
    headings = headings_of(state)
    more = {**state.pairs, "cursor": page.next_cursor}
    context: dict[str, Any] = {
        "state": state,
        "rows": [_shown(row, state) for row in rows],
        "headings": headings,
        "near": [place for place, each in enumerate(headings) if each.near],
        "next_url": f"?{urlencode(more)}" if page.next_cursor else "",
        "elsewhere": [],
    }
    if not cursor:
        context["elsewhere"] = _elsewhere(request, listing.q, rows)
        context["count"] = count_words(count_of(state.asked, listing))
        context |= _emptiness(request, state, rows)
    return context


def bar_of(request: StaffRequest, state: State) -> dict[str, Any]:
    """What stands around the rows; a fragment of rows leaves it out."""
    saved = state.current.saved
    keeps = keeps_views(request.user)
    chips: list[Chip] = chips_of(state)
    return {
        "chips": [chip for chip in chips if not chip.either],
        "either": [chip for chip in chips if chip.either],
        "unfiltered": state.but(filters=conditions.Conditions()).url,
        "sorts": sorts_of(state),
        "may_change": saved is not None and may_change(request.user, saved),
        "may_save": request.user.can_reply_publicly,
        "keeps": keeps,
        "as_known": f"{PATH}?{urlencode({'list': state.current.slug})}",
        "tabs": [_tab(each, state) for each in state.lists],
    }


def count_words(count: int) -> str:
    return f"{MOST_COUNTED:,}+" if count > MOST_COUNTED else f"{count:,}"


def _tab(known: KnownList, state: State) -> dict[str, Any]:
    is_current = known.slug == state.current.slug and state.selection is None
    return {
        "label": clean(known.name, 40), "url": f"{PATH}?{urlencode({'list': known.slug})}",
        "current": is_current, "personal": known.is_personal, "saved": known.saved is not None,
    }  # fmt: skip


def _shown(row: Row, state: State) -> ShownRow:
    pairs = list(zip(state.listing.columns, row.cells, strict=True))[1:]
    return _row(row.customer, [shown(column, cell) for column, cell in pairs])


def _row(customer: Person | Group, cells: list[Shown]) -> ShownRow:
    is_person = isinstance(customer, Person)
    return ShownRow(
        url=address(customer),
        name=clean(customer.display_name, 80),
        is_person=is_person,
        kind="Person" if isinstance(customer, Person) else clean(customer.type.name, 40),
        known_by=clean(customer.email if isinstance(customer, Person) else customer.key, 80),
        cells=cells,
    )


def _elsewhere(request: StaffRequest, q: str, rows: Sequence[Row]) -> list[ShownRow]:
    """Somebody typed a name: they mean this customer, also when it is not in this list."""
    if not q:
        return []
    listed = {row.customer.pk for row in rows}
    found = people.search_customers(request.user, request.environment, q, limit=ELSEWHERE).items
    return [_row(each, []) for each in found if each.pk not in listed]


def _emptiness(request: StaffRequest, state: State, rows: Sequence[Row]) -> dict[str, Any]:
    """Nobody at all means that nothing is connected yet."""
    listing = state.listing
    plain = not (listing.q or listing.filters.all or listing.filters.any or state.selection)
    is_new = not rows and plain
    return {"connect": how_to("customers", request.environment) if is_new else None}
