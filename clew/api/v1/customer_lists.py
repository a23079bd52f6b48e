"""Lists of people and of groups, and their rows: what the customers page shows, for programs."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404
from ninja import Query, Router, Schema
from pydantic import Field

from clew.api.v1.environments import environment_called
from clew.api.v1.tokens import TokenRequest
from clew.people.models import Environment, Person
from clew.tickets.customer_lists.columns import BESIDE, Cell, Column
from clew.tickets.customer_lists.filters import from_text
from clew.tickets.customer_lists.finding import page_of
from clew.tickets.customer_lists.kinds import Asked
from clew.tickets.customer_lists.known_lists import KnownList, lists_of
from clew.tickets.customer_lists.listing import (
    MAX_WORDS,
    Listing,
    checked_columns,
    columns_named,
    known_sort,
    listing_of,
)
from clew.tickets.customer_lists.rows import Row, rows_of
from clew.tickets.customer_lists.vocabulary import Vocabulary

router = Router(tags=["customers"])


class ListShape(Schema):
    id: str = Field(description="Its name in an address")
    name: str
    kind: str = Field(description="“people”, or “:” and the name of a group type")
    standard: bool = Field(description="Every installation has it")
    columns: list[str]
    filters: dict[str, object] = Field(description="“all” and “any” lists of conditions")
    sort: str = Field(description="A column, with “-” in front for descending")

    @classmethod
    def of(cls, known: KnownList) -> "ListShape":
        said = known.said
        return cls(
            id=known.slug, name=known.name, kind=known.kind.name, standard=known.saved is None,
            columns=list(said["columns"]), filters=dict(said["filters"]), sort=said["sort"],
        )  # fmt: skip


class ListsShape(Schema):
    items: list[ListShape]


class ListRow(Schema):
    id: str = Field(description="A person's id, or a group's row")
    type: str = Field(description="“person”, or the group type's name")
    key: str = Field(description="The group's key; empty for a person")
    values: dict[str, Any] = Field(
        description="By column. Money brings “<column>.currency”, a score “<column>.band”, a usage"
        " metric “<column>.before” along"
    )


class RowsPage(Schema):
    items: list[ListRow]
    next_cursor: str | None


class Asks(Schema):
    environment: str = ""
    filter: str = Field("", description="Instead of the list's own, all hold: “health:lt:40”")
    any: str = Field("", description="Likewise, at least one holds")
    sort: str = ""
    columns: str = Field("", description="Separated by commas")
    search: str = ""
    cursor: str = ""
    limit: int = Field(50, ge=1, le=200)


@router.get("/lists", response=ListsShape)
def list_lists(request: TokenRequest, environment: str = "") -> ListsShape:
    """Standard lists and everybody's; personal lists belong to their owners alone."""
    found = lists_of(request.auth, environment_called(environment))
    return ListsShape(items=[ListShape.of(each) for each in found])


@router.get("/lists/{list_id}/rows", response=RowsPage)
def list_rows(request: TokenRequest, list_id: str, given: Query[Asks]) -> RowsPage:
    """In the list's order; ``filter``, ``sort`` and ``columns`` take the place of its own."""
    inside = environment_called(given.environment)
    known = next((one for one in lists_of(request.auth, inside) if one.slug == list_id), None)
    if known is None:
        raise Http404(f"There is no list “{list_id[:80]}”.")
    asked = Asked(request.auth, inside, known.kind)
    listing = _listing(known, inside, given)
    page = page_of(asked, listing, given.cursor, given.limit)
    rows = rows_of(asked, listing, page.ids)
    items = [_row(row, listing) for row in rows]
    return RowsPage(items=items, next_cursor=page.next_cursor or None)


def _listing(known: KnownList, inside: Environment, given: Asks) -> Listing:
    """Raises ValidationError."""
    words = Vocabulary(known.kind, inside)
    own = listing_of(known.said, words)
    sort, filters, columns = own.sort, own.filters, own.columns
    if given.sort:
        if not known_sort(given.sort, words):
            raise ValidationError({"sort": f"{known.kind.label} cannot be sorted by this."})
        sort = given.sort
    if given.filter or given.any:
        filters = from_text(given.filter, given.any, words)
    if given.columns:
        columns = columns_named(checked_columns(given.columns.split(","), words), words)
    return Listing(words, columns, filters, sort, given.search.replace("\x00", "")[:MAX_WORDS])


def _row(row: Row, listing: Listing) -> ListRow:
    customer = row.customer
    values: dict[str, Any] = {}
    for column, cell in zip(listing.columns, row.cells, strict=True):
        values |= _values(column, cell)
    if isinstance(customer, Person):
        return ListRow(id=str(customer.pk), type="person", key="", values=values)
    return ListRow(id=str(customer.pk), type=customer.type.name, key=customer.key, values=values)


def _values(column: Column, cell: Cell) -> dict[str, Any]:
    value = float(cell.value) if isinstance(cell.value, Decimal) else cell.value
    found: dict[str, Any] = {column.name: value}
    if beside := BESIDE.get(column.shows):
        found[f"{column.name}.{beside}"] = cell.before if beside == "before" else cell.note
    return found
