"""The named views of the inbox, and how many tickets each holds."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.db.models import Q

from clew.core import clock
from clew.people.models import Environment, Staff, Team
from clew.tickets.models.tickets import SOLVED, UNSOLVED
from clew.tickets.queries.doors import Reader, may_read

RECENTLY = timedelta(days=7)
TEAM = "team-"  # slugs of team views begin so


# The same conditions as the views', in words that the partial indexes tickets_load and
# tickets_solved answer alone: every page shows these numbers.
_COUNTS = """
SELECT 'open', team.slug, held.tickets, held.unassigned, held.mine
FROM (SELECT team_id, count(*) AS tickets,
             count(*) FILTER (WHERE assignee_id IS NULL) AS unassigned,
             count(*) FILTER (WHERE assignee_id = %(me)s) AS mine
      FROM tickets_ticket
      WHERE environment_id = %(environment)s AND status IN ('new', 'open', 'pending', 'hold')
      GROUP BY team_id) AS held
LEFT JOIN people_team AS team ON team.id = held.team_id
UNION ALL
SELECT 'solved', NULL, count(*), 0, 0 FROM tickets_ticket
WHERE environment_id = %(environment)s AND status IN ('solved', 'closed')
  AND solved_at >= %(since)s
"""


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
    """Tickets by view slug, teams that hold any included, in one statement."""
    totals = dict.fromkeys((view.slug for view in VIEWS), 0)
    if not may_read(reader):
        return totals
    asked = {
        "environment": environment.pk,
        "me": reader.pk if isinstance(reader, Staff) else None,
        "since": clock.now() - RECENTLY,
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, asked)
        for part, team, count, free, mine in cursor.fetchall():
            totals[part] += count
            totals["unassigned"] += free
            totals["mine"] += mine
            if team:
                totals[f"{TEAM}{team}"] = count
    return totals
