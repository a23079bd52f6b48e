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
    """``views`` and ``teams`` are in the rail; ``hidden`` are only in the settings.

    ``version`` is the newest fact's id when they were asked for, where it is known.
    """

    views: tuple[View, ...] = ()
    teams: tuple[View, ...] = ()
    hidden: tuple[View, ...] = ()
    version: int | None = None

    @property
    def shown(self) -> tuple[View, ...]:
        return (*self.views, *self.teams)

    def named(self, slug: str) -> View | None:
        return next((view for view in (*self.shown, *self.hidden) if view.slug == slug), None)


def arranged_views(reader: Reader) -> Arranged:
    """The fixed views, the saved ones, then one for each of the reader's teams. One statement."""
    found = view_rows(reader)
    hidden = set(found.arranged.get("hidden", ()))
    order = found.arranged.get("order", ())
    teams = [team_view(row["slug"], row["name"], row["id"]) for row in found.teams]
    views = _in_order([*with_registered(VIEWS), *(saved(row) for row in found.views)], order)
    return Arranged(
        views=tuple(view for view in views if view.slug not in hidden),
        teams=tuple(view for view in _in_order(teams, order) if view.slug not in hidden),
        hidden=tuple(view for view in (*views, *teams) if view.slug in hidden),
        version=found.version,
    )


def views_for(reader: Reader) -> list[View]:
    return list(arranged_views(reader).shown)


def _in_order(views: list[View], order: Sequence[str]) -> list[View]:
    """What was arranged stands where it was put; what is newer comes after."""
    places = {slug: place for place, slug in enumerate(order)}
    return sorted(views, key=lambda view: places.get(view.slug, len(places)))
