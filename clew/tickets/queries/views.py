"""The named views of the inbox, and how many tickets each holds."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, F, Q, Value

from clew.core import clock
from clew.people.models import Environment, Staff, Team
from clew.tickets.models.tickets import SOLVED, UNSOLVED
from clew.tickets.queries.doors import Reader, tickets_visible_to

RECENTLY = timedelta(days=7)
TEAM = "team-"  # slugs of team views begin so
SOLVED_KEY = -1  # stands where a team's primary key would, and is none
_ZEROS = (Value(0), Value(0), Value(0))


@dataclass(frozen=True)
class View:
    slug: str
    label: str
    icon: str
    condition: Callable[[Reader], Q]
    order: str = "updated_at"  # newest first by this field; equal moments by id


def _unsolved(_: Reader) -> Q:
    return Q(status__in=UNSOLVED)


def _own(reader: Reader) -> Q:
    pk = reader.pk if isinstance(reader, Staff) else None
    return Q(assignee_id=pk) & Q(assignee__isnull=False)


def _mine(reader: Reader) -> Q:
    return _unsolved(reader) & _own(reader)


def _recently_solved(_: Reader) -> Q:
    return Q(status__in=SOLVED, solved_at__gte=clock.now() - RECENTLY)


VIEWS: tuple[View, ...] = (
    View(
        "unassigned",
        "Unassigned",
        "user-plus",
        lambda _: Q(status__in=UNSOLVED, assignee__isnull=True),
    ),
    View("mine", "Mine", "user", _mine),
    View("open", "All open", "inbox", _unsolved),
    View("solved", "Recently solved", "check", _recently_solved, order="solved_at"),
)


def team_view(team: Team) -> View:
    return View(
        f"{TEAM}{team.slug}", team.name, "users", lambda _: Q(status__in=UNSOLVED, team=team)
    )


def views_for(reader: Reader) -> list[View]:
    """The fixed views, then one for each of the reader's teams."""
    teams = reader.teams.all() if isinstance(reader, Staff) else ()
    return [*VIEWS, *(team_view(team) for team in teams)]


def view_named(slug: str) -> View | None:
    """Any view, also of a team the reader is not in; None for an unknown one."""
    if slug.startswith(TEAM):
        team = Team.objects.filter(slug=slug.removeprefix(TEAM)).first()
        return team_view(team) if team else None
    return next((view for view in VIEWS if view.slug == slug), None)


def view_counts(reader: Reader, environment: Environment) -> dict[str, int]:
    """Tickets by view slug, teams that hold any included, in one statement.

    Every page shows these: both counts are read from an index alone, and teams are joined to the
    sums instead of to each ticket.
    """
    visible = tickets_visible_to(reader, environment).order_by()
    unsolved = visible.filter(_unsolved(reader)).values(key=F("team_id"))
    counted = unsolved.annotate(
        all=_rows(), free=_rows(Q(assignee=None)), mine=_rows(_own(reader))
    ).values_list("key", Value(""), "all", "free", "mine")
    solved = visible.filter(_recently_solved(reader)).values(key=Value(SOLVED_KEY))
    recently = solved.annotate(all=_rows()).values_list("key", Value(""), "all", *_ZEROS[:2])
    teams = Team.objects.order_by().values_list("pk", "slug", *_ZEROS)
    rows = list(counted.union(recently, teams, all=True))
    return _totals(rows, {pk: slug for pk, slug, *_ in rows if slug})


def _totals(rows: list[tuple[Any, ...]], teams: dict[int, str]) -> dict[str, int]:
    totals = dict.fromkeys((view.slug for view in VIEWS), 0)
    for key, slug, count, free, mine in rows:
        if key == SOLVED_KEY:
            totals["solved"] = count
        elif not slug:
            totals["open"] += count
            totals["unassigned"] += free
            totals["mine"] += mine
            if key is not None:
                totals[f"{TEAM}{teams[key]}"] = count
    return totals


def _rows(condition: Q | None = None) -> Count:
    """Of no column, so that an index without the primary key will do."""
    return Count(Value(1), filter=condition)
