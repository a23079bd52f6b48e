"""Reads of saved views. In the rail they come with the reader's teams and arrangement at once."""

from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

import orjson
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import JSONObject

from clew.core.kept import answers
from clew.people.models import Role, Staff, Team
from clew.tickets.models import SavedView, ViewScope
from clew.tickets.queries.doors import Reader, may_read

FIELDS = (
    *("id", "slug", "name", "icon", "description", "scope", "conditions", "sort", "group_by"),
    *("columns", "position"),
)
KEEPERS = {Role.OWNER, Role.ADMIN, Role.LEAD}  # who looks after shared views and teams' views
Row = dict[str, Any]
_OF_STAFF = files("clew.tickets").joinpath("sql/views_of_staff.sql").read_text()


def keeps_views(reader: Reader) -> bool:
    return isinstance(reader, Staff) and reader.role_now in KEEPERS


def openable_by(reader: Reader) -> Q:
    """Whose views can be opened: a personal one is its owner's alone."""
    found = Q(scope=ViewScope.SHARED)
    if not isinstance(reader, Staff) or keeps_views(reader):
        found |= Q(scope=ViewScope.TEAM)
    if isinstance(reader, Staff):
        mine = Team.objects.filter(members=reader).order_by().values("pk")
        found |= Q(scope=ViewScope.TEAM, team__in=mine) | Q(owner=reader)
    return found


def saved_views_openable_by(reader: Reader, *, deleted: bool = False) -> QuerySet[SavedView]:
    if not may_read(reader):
        return SavedView.objects.none()
    return SavedView.objects.filter(openable_by(reader), active=not deleted).select_related("team")


def editable_view_for(reader: Reader, slug: str, *, deleted: bool = False) -> SavedView:
    """Raises SavedView.DoesNotExist for what the reader may not change."""
    found = saved_views_openable_by(reader, deleted=deleted).get(slug=slug)
    if not may_edit(reader, found.scope):
        raise SavedView.DoesNotExist
    return found


def may_edit(reader: Reader, scope: str) -> bool:
    """Of a view that the reader may open."""
    if not isinstance(reader, Staff) or not reader.can_reply_publicly:
        return False
    return scope == ViewScope.PERSONAL or keeps_views(reader)


def saved_view_for(reader: Reader, slug: str) -> Row | None:
    found = saved_views_openable_by(reader).filter(slug=slug)
    return next((row for _, row in _part("view", _rows(found))), None)


@dataclass(frozen=True)
class ViewRows:
    """``version`` is the newest fact's id, where it is known."""

    views: list[Row] = field(default_factory=list)
    teams: list[Row] = field(default_factory=list)
    arranged: Row = field(default_factory=dict)
    version: int | None = None


def view_rows(reader: Reader) -> ViewRows:
    """Saved views for the rail, the reader's teams, and the arrangement. One statement.

    A keeper of views sees those of other teams in the settings, not in the rail.
    """
    if not may_read(reader):
        return ViewRows()
    if not isinstance(reader, Staff):
        shared = _part("view", _rows(SavedView.objects.filter(_of_tokens())))
        return ViewRows(_sorted([row for _, row in shared]))
    parts: dict[str, list[Any]] = {"view": [], "team": [], "arranged": [{}], "version": []}
    for part, row in answers(_OF_STAFF, {"staff": reader.pk}):
        parts[part].append(orjson.loads(row))
    parts["team"].sort(key=lambda row: str(row["name"]).lower())
    views = _sorted(parts["view"])
    return ViewRows(views, parts["team"], parts["arranged"][-1], parts["version"][0])


def _of_tokens() -> Q:
    return Q(active=True) & ~Q(scope=ViewScope.PERSONAL)


def _sorted(rows: list[Row]) -> list[Row]:
    """Everybody's, then the teams', then one's own."""
    scopes = [*ViewScope.values]
    return sorted(rows, key=lambda row: (scopes.index(row["scope"]), row["position"], row["name"]))


def _rows(views: QuerySet[SavedView]) -> "QuerySet[Any]":
    fields = {name: F(name) for name in FIELDS}
    return views.annotate(row=JSONObject(**fields, team=F("team__name")))


def _part(name: str, rows: "QuerySet[Any]") -> "QuerySet[Any, tuple[str, Row]]":
    return rows.order_by().values_list(Value(name), "row")
