"""The named views of the inbox, and how many tickets each holds."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q

from clew.core import clock
from clew.people.models import Environment, Staff, Team
from clew.tickets.models import Status
from clew.tickets.models.tickets import UNSOLVED
from clew.tickets.queries.doors import Reader, tickets_visible_to

RECENTLY = timedelta(days=7)
TEAM = "team-"  # slugs of team views begin so


@dataclass(frozen=True)
class View:
    slug: str
    label: str
    icon: str
    condition: Callable[[Reader], Q]
    order: str = "updated_at"  # newest first by this field; equal moments by id


def _unsolved(_: Reader) -> Q:
    return Q(status__in=UNSOLVED)


def _mine(reader: Reader) -> Q:
    pk = reader.pk if isinstance(reader, Staff) else None
    return Q(status__in=UNSOLVED, assignee_id=pk) & Q(assignee__isnull=False)


def _recently_solved(_: Reader) -> Q:
    solved = (Status.SOLVED, Status.CLOSED)
    return Q(status__in=solved, solved_at__gte=clock.now() - RECENTLY)


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
    """Tickets by view slug, teams that hold any included, in one statement."""
    counted = {view.slug: Count("pk", filter=view.condition(reader)) for view in VIEWS}
    rows: Iterable[Mapping[str, Any]] = (
        tickets_visible_to(reader, environment)
        .filter(_unsolved(reader) | _recently_solved(reader))
        .order_by()
        .values("team__slug")
        .annotate(**counted)
    )
    totals = dict.fromkeys(counted, 0)
    for row in rows:
        for slug in counted:
            totals[slug] += row[slug]
        if row["team__slug"]:
            totals[f"{TEAM}{row['team__slug']}"] = row["open"]
    return totals
