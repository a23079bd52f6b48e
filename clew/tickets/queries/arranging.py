"""The views of one reader in the order they arranged them."""

from collections.abc import Sequence
from dataclasses import dataclass

from clew.tickets.queries.doors import Reader
from clew.tickets.queries.registered_views import with_registered
from clew.tickets.queries.saved_views import view_rows
from clew.tickets.queries.standard_views import VIEWS, team_view
from clew.tickets.queries.views import View, saved


@dataclass(frozen=True)
class Arranged:
    """``views`` and ``teams`` are in the rail; ``hidden`` are only in the settings."""

    views: tuple[View, ...] = ()
    teams: tuple[View, ...] = ()
    hidden: tuple[View, ...] = ()

    @property
    def shown(self) -> tuple[View, ...]:
        return (*self.views, *self.teams)

    def named(self, slug: str) -> View | None:
        return next((view for view in (*self.shown, *self.hidden) if view.slug == slug), None)


def arranged_views(reader: Reader) -> Arranged:
    """The fixed views, the saved ones, then one for each of the reader's teams. One statement."""
    rows, team_rows, arrangement = view_rows(reader)
    hidden = set(arrangement.get("hidden", ()))
    order = arrangement.get("order", ())
    teams = [team_view(row["slug"], row["name"], row["id"]) for row in team_rows]
    views = _in_order([*with_registered(VIEWS), *(saved(row) for row in rows)], order)
    return Arranged(
        views=tuple(view for view in views if view.slug not in hidden),
        teams=tuple(view for view in _in_order(teams, order) if view.slug not in hidden),
        hidden=tuple(view for view in (*views, *teams) if view.slug in hidden),
    )


def views_for(reader: Reader) -> list[View]:
    return list(arranged_views(reader).shown)


def _in_order(views: list[View], order: Sequence[str]) -> list[View]:
    """What was arranged stands where it was put; what is newer comes after."""
    places = {slug: place for place, slug in enumerate(order)}
    return sorted(views, key=lambda view: places.get(view.slug, len(places)))
