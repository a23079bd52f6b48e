"""The views of the inbox: those every desk has, one for each team, and those that people made."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db.models import Q

from clew.core import clock
from clew.people.models import Environment, Staff, Team
from clew.tickets import conditions
from clew.tickets.models.tickets import SOLVED, UNSOLVED, TicketQuerySet
from clew.tickets.queries.doors import Reader, may_read, tickets_visible_to
from clew.tickets.queries.saved_views import saved_view_for

RECENTLY = timedelta(days=7)
TEAM = "team-"  # slugs of team views begin so
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


def _unsolved(_: Reader) -> Q:
    return Q(status__in=UNSOLVED)


def _mine(reader: Reader) -> Q:
    pk = reader.pk if isinstance(reader, Staff) else None
    return Q(status__in=UNSOLVED, assignee_id=pk) & Q(assignee__isnull=False)


def _recently_solved(_: Reader) -> Q:
    return Q(status__in=SOLVED, solved_at__gte=clock.now() - RECENTLY)


def _all(*items: tuple[str, str, Any]) -> dict[str, Any]:
    names = ("field", "operator", "value")
    return {"all": [dict(zip(names, item, strict=True)) for item in items]}


IS_UNSOLVED = ("status", "is", [str(status) for status in UNSOLVED])
IS_SOLVED = ("status", "is", [str(status) for status in SOLVED])
VIEWS: tuple[View, ...] = (
    View(
        "unassigned",
        "Unassigned",
        "user-plus",
        lambda _: Q(status__in=UNSOLVED, assignee__isnull=True),
        same=_all(IS_UNSOLVED, ("assignee", "is", ["nobody"])),
    ),
    View("mine", "Mine", "user", _mine, same=_all(IS_UNSOLVED, ("assignee", "is", ["me"]))),
    View("open", "All open", "inbox", _unsolved, same=_all(IS_UNSOLVED)),
    View(
        "solved",
        "Recently solved",
        "check",
        _recently_solved,
        sort="-solved_at",
        same=_all(IS_SOLVED, ("solved", "within", "7d")),
    ),
)
EVERYTHING = View("all", "All tickets", "inbox")
RESERVED = {"all", "new", "draft", *(view.slug for view in VIEWS)}


def team_view(slug: str, name: str, pk: int) -> View:
    return View(
        f"{TEAM}{slug}",
        name,
        "users",
        lambda _: Q(status__in=UNSOLVED, team_id=pk),
        same=_all(IS_UNSOLVED, ("team", "is", [str(pk)])),
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


def view_named(slug: str) -> View | None:
    """One that every desk has, or a team's, also of a team the reader is not in."""
    if slug.startswith(TEAM):
        team = Team.objects.filter(slug=slug.removeprefix(TEAM)).first()
        return team_view(team.slug, team.name, team.pk) if team else None
    return next((view for view in (*VIEWS, EVERYTHING) if view.slug == slug), None)


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
