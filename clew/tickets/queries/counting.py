"""How many tickets each view holds. Every page shows these numbers, so they are one statement.

The fixed views and the teams' come from one pass over what is unsolved, grouped by team, which
the partial index tickets_load answers alone for who reads everything. Saved views are counted up
to a bound each: nobody acts differently on 1,200 than on “999+”.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, Q, QuerySet, Value

from clew.core import clock
from clew.people.models import Environment, Staff
from clew.tickets.conditions import Conditions
from clew.tickets.models.tickets import SOLVED, UNSOLVED
from clew.tickets.queries.doors import Reader, may_read, tickets_visible_to
from clew.tickets.queries.rows import TicketPage, view_page
from clew.tickets.queries.views import EVERYTHING, RECENTLY, TEAM, VIEWS, View

PREVIEWED = 5  # rows
MOST = 1000  # tickets of a saved view are counted; then it says 999+
TEAMS = (
    "SELECT 'team', team.slug, held.tickets, held.free, held.mine"
    " FROM ({held}) AS held (team_id, tickets, free, mine)"
    " LEFT JOIN people_team AS team ON team.id = held.team_id"
)
Part = tuple[str, tuple[Any, ...]]


def view_counts(
    reader: Reader, environment: Environment, views: Sequence[View] = ()
) -> dict[str, int]:
    """Tickets by view slug: the fixed views, teams that hold any, and the saved ones given."""
    totals = dict.fromkeys((view.slug for view in VIEWS), 0)
    if not may_read(reader):
        return totals
    asked = [view for view in views if view.is_saved]
    totals |= dict.fromkeys((view.slug for view in asked), 0)
    parts = [*_fixed(reader, environment), *_saved(reader, environment, asked)]
    for part, name, count, free, mine in _answers(parts):
        if part == "team":
            totals["open"] += count
            totals["unassigned"] += free
            totals["mine"] += mine
        if part != "team" or name:
            totals[f"{TEAM}{name}" if part == "team" else name] = count
    return totals


def _fixed(reader: Reader, environment: Environment) -> Iterable[Part]:
    seen = tickets_visible_to(reader, environment).order_by()
    me = reader.pk if isinstance(reader, Staff) else None
    one = Value(1)
    held = (
        seen.filter(status__in=UNSOLVED)
        .values_list("team_id")
        .annotate(
            tickets=Count(one),
            free=Count(one, filter=Q(assignee__isnull=True)),
            mine=Count(one, filter=Q(assignee_id=me)),
        )
    )
    if sql := _sql(held):
        yield TEAMS.format(held=sql[0]), sql[1]
    solved = seen.filter(status__in=SOLVED, solved_at__gte=clock.now() - RECENTLY)
    yield from _counted("solved", solved.values_list(one))


def _saved(reader: Reader, environment: Environment, views: Iterable[View]) -> Iterable[Part]:
    seen = tickets_visible_to(reader, environment).order_by()
    for view in views:
        found = seen.filter(view.condition(reader))
        yield from _counted(view.slug, found.values_list(Value(1))[:MOST])


def _counted(slug: str, found: "QuerySet[Any, Any]") -> Iterable[Part]:
    if sql := _sql(found):
        counting = f"SELECT 'view', %s, count(*), 0, 0 FROM ({sql[0]}) AS found"  # noqa: S608
        yield counting, (slug, *sql[1])


def _sql(found: "QuerySet[Any, Any]") -> Part | None:
    """None for what cannot hold any ticket."""
    try:
        sql, bound = found.query.sql_with_params()
    except EmptyResultSet:
        return None
    return sql, tuple(bound)


def _answers(parts: list[Part]) -> list[tuple[Any, ...]]:
    if not parts:
        return []
    with connection.cursor() as cursor:
        sql = " UNION ALL ".join(f"({part})" for part, _ in parts)
        cursor.execute(sql, [value for _, bound in parts for value in bound])
        return cursor.fetchall()


def preview_page(
    reader: Reader, environment: Environment, asked: Conditions
) -> tuple[str, TicketPage]:
    """How many would be in a view of these conditions (“999+” at most), and the first ones."""
    seen = tickets_visible_to(reader, environment).filter(asked.q(reader))
    total = seen.order_by().values("pk")[:MOST].count()
    page = view_page(seen, EVERYTHING, "", PREVIEWED)
    return (f"{MOST - 1}+" if total >= MOST else str(total)), page


def exact_count(reader: Reader, environment: Environment, view: View) -> int:
    return tickets_visible_to(reader, environment).filter(view.condition(reader)).count()
