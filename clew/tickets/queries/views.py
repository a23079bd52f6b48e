"""What a view of the inbox is, whether every desk has it or somebody made it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db.models import Q

from clew.tickets import conditions
from clew.tickets.queries.doors import Reader

NOTHING = Q(pk__in=[])


@dataclass(frozen=True)
class View:
    """``sort`` and ``group_by`` name an order and a grouping; ``filter`` narrows it for a while.

    ``own`` are the conditions of a saved view as stored; what can no longer be read holds for
    no ticket, rather than for all of them.
    """

    slug: str
    label: str
    icon: str
    base: Callable[[Reader], Q] = field(default=lambda _: Q(), compare=False)
    sort: str = "-updated"
    group_by: str = ""
    columns: tuple[str, ...] = ()
    same: Any = field(default_factory=dict, compare=False)  # what ``base`` says, as conditions
    own: Any = field(default=None, compare=False)
    filter: str = ""
    chosen: tuple[tuple[str, str], ...] = ()  # of the address, beside the filter: sort, group
    scope: str = ""  # of a saved view: shared, team or personal
    description: str = ""
    team: str = ""
    apart: bool = False  # counted by its own condition, as a saved view is
    timeless: bool = False  # what ``base`` says does not depend on the time

    def condition(self, reader: Reader) -> Q:
        found = self.base(reader)
        if self.own is not None:
            found &= self._own(reader)
        return found & conditions.from_text(self.filter).q(reader) if self.filter else found

    def _own(self, reader: Reader) -> Q:
        try:
            return conditions.parse(self.own).q(reader)
        except ValidationError:
            return NOTHING

    @property
    def query(self) -> str:
        """The part of its address after the question mark, which a link to it carries on."""
        return urlencode(self.pairs)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        return [*([("filter", self.filter)] if self.filter else []), *self.chosen]

    @property
    def path(self) -> str:
        return f"/inbox/{self.slug}" + (f"?{self.query}" if self.query else "")

    @property
    def link_query(self) -> str:
        """Behind a ticket's address: the view it was opened from."""
        return urlencode({"view": self.slug}) + (f"&{self.query}" if self.query else "")

    def as_data(self) -> dict[str, Any]:
        """Its own conditions, without the filter: what a copy of it begins with."""
        if self.is_saved:
            return dict(self.own)
        return dict(self.same)

    @property
    def key(self) -> str:
        """What the browser keeps its place in the list under."""
        return f"{self.slug}?{self.query}" if self.query else self.slug

    @property
    def moment(self) -> str:
        """Which of a ticket's times its row shows."""
        shown = {"solved": "solved_at", "solved_at": "solved_at", "created": "created_at"}
        return shown.get(self.sort.removeprefix("-"), "updated_at")

    @property
    def is_saved(self) -> bool:
        return self.own is not None

    @property
    def is_counted_apart(self) -> bool:
        """Up to a bound."""
        return self.apart or self.is_saved

    def narrowed(self, text: str = "", sort: str = "", group_by: str | None = None) -> "View":
        """Raises ValidationError for a filter that cannot be read."""
        conditions.from_text(text)
        chosen = (("sort", sort), ("group", "none" if group_by == "" else group_by or ""))
        return replace(
            self,
            filter=text,
            sort=sort or self.sort,
            group_by=self.group_by if group_by is None else group_by,
            chosen=tuple((name, value) for name, value in chosen if value),
        )


def saved(row: dict[str, Any]) -> View:
    """``row`` is as ``saved_views`` reads it."""
    return View(
        row["slug"],
        row["name"],
        row["icon"],
        sort=row["sort"],
        group_by=row["group_by"],
        columns=tuple(row["columns"]),
        own=row["conditions"],
        scope=row["scope"],
        description=row["description"],
        team=row["team"] or "",
    )
