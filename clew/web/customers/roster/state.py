"""Which list an address means: a known one, and what of it was changed and not saved."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import quote, unquote, urlencode

from django.core.exceptions import ValidationError

from clew.people.requests import StaffRequest
from clew.tickets.conditions import Conditions
from clew.tickets.customer_lists.filters import from_text, to_text
from clew.tickets.customer_lists.kinds import Asked, Kind
from clew.tickets.customer_lists.known_lists import KnownList, lists_of
from clew.tickets.customer_lists.listing import (
    DEFAULT_SORT,
    MAX_WORDS,
    Listing,
    columns_named,
    known_sort,
    listing_of,
)
from clew.tickets.customer_lists.vocabulary import Vocabulary
from clew.web.customers.roster.selection import Chosen, chosen

PATH = "/customers/"


@dataclass(frozen=True)
class State:
    """``saved`` is the list as it is known, ``listing`` as it is asked for now."""

    asked: Asked
    lists: Sequence[KnownList]
    current: KnownList
    saved: Listing
    listing: Listing
    selection: Chosen | None = None
    mistake: str = ""

    @cached_property
    def changes(self) -> dict[str, str]:
        """What differs from the list as it is known, for an address."""
        now, before, found = self.listing, self.saved, {}
        if now.column_names != before.column_names:
            found["columns"] = _columns(now)
        if now.filters.data() != before.filters.data():
            found["filter"] = to_text(now.filters.all)
            if now.filters.any:
                found["any"] = to_text(now.filters.any)
        if now.sort != before.sort:
            found["sort"] = now.sort
        return found

    @property
    def pairs(self) -> dict[str, str]:
        first = {"list": self.current.slug}
        words = {"q": self.listing.q} if self.listing.q else {}
        return first | (self.selection.params if self.selection else {}) | self.changes | words

    @property
    def query(self) -> str:
        return urlencode(self.pairs)

    @property
    def url(self) -> str:
        return f"{PATH}?{self.query}"

    def but(self, **changed: Any) -> "State":
        """The same with another part of the listing."""
        return replace(self, listing=replace(self.listing, **changed))

    def without_selection(self) -> "State":
        return replace(self, selection=None)

    @property
    def can_be_saved(self) -> bool:
        return bool(self.changes)

    def said(self) -> dict[str, Any]:
        """As a list is saved."""
        now = self.listing
        return {"columns": now.column_names, "filters": now.filters.data(), "sort": now.sort}


def state_of(request: StaffRequest, *, given: Any = None) -> State:
    """``given`` is what names the list, the address by default. What cannot be asked is left out
    and said in ``mistake``.
    """
    given = request.GET if given is None else given
    lists = lists_of(request.user, request.environment)
    selection, mistake = _selection(request, lists, given)
    current = _current(lists, given, selection)
    asked = Asked(request.user, request.environment, current.kind)
    known = Vocabulary(current.kind, request.environment)
    saved, wrong = _saved(current, known)
    if selection is not None:
        saved = Listing(known, saved.columns, sort=saved.sort)
    listing, also = _changed(saved, known, given)
    if selection is not None:
        listing = replace(listing, selected=selection.ids)
    mistakes = " ".join(filter(None, (mistake, wrong, also)))
    return State(asked, lists, current, saved, listing, selection, mistakes)


def pairs_of(listing: Listing) -> dict[str, str]:
    """All of it, for an address or a form."""
    filters = listing.filters
    return {
        "columns": _columns(listing), "sort": listing.sort,
        "filter": to_text(filters.all), "any": to_text(filters.any),
    }  # fmt: skip


def _columns(listing: Listing) -> str:
    return ",".join(quote(name, safe="$ .-_") for name in listing.column_names)


def _selection(
    request: StaffRequest, lists: Sequence[KnownList], given: Any
) -> tuple[Chosen | None, str]:
    if not (name := given.get("selection", "")):
        return None, ""
    kinds: list[Kind] = list({each.kind.name: each.kind for each in lists}.values())
    try:
        return chosen(request.environment, kinds, name[:80], given.get("of", "")), ""
    except ValidationError as error:
        return None, " ".join(error.messages)


def _current(lists: Sequence[KnownList], given: Any, selection: Chosen | None) -> KnownList:
    """The first list for anything unknown: a link to a deleted one still opens the page."""
    wanted = given.get("list", "")
    kind = selection.kind if selection else given.get("type", "")
    of_kind = [each for each in lists if not kind or each.kind.name == kind] or list(lists)
    return next((each for each in of_kind if each.slug == wanted), of_kind[0])


def _saved(current: KnownList, known: Vocabulary) -> tuple[Listing, str]:
    try:
        return listing_of(current.said, known), ""
    except ValidationError as error:
        said = {**current.said, "filters": {}}
        return listing_of(said, known), f"Shown without its filters. {' '.join(error.messages)}"


def _changed(saved: Listing, known: Vocabulary, given: Any) -> tuple[Listing, str]:
    filters, mistake = saved.filters, ""
    if "filter" in given or "any" in given:
        try:
            filters = from_text(given.get("filter", ""), given.get("any", ""), known)
        except ValidationError as error:
            filters = Conditions()
            mistake = f"The filter in this address was left out. {' '.join(error.messages)}"
    named = given.getlist("column") or _names(given.get("columns", ""))
    sort = given.get("sort", "")
    return replace(
        saved,
        columns=columns_named(named, known) if named else saved.columns,
        filters=filters,
        sort=sort if sort and known_sort(sort, known) else saved.sort or DEFAULT_SORT,
        q=given.get("q", "").replace("\x00", "").strip()[:MAX_WORDS],
    ), mistake


def _names(text: str) -> list[str]:
    return [unquote(name) for name in text[:4000].split(",") if name]
