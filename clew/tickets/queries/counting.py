"""How many tickets each view holds. Every page shows these numbers, so they are one statement.

The fixed views and the teams' come from one pass over what is unsolved, grouped by team, which
the partial index tickets_load answers alone for who reads everything. Saved views are counted up
to a bound each: nobody acts differently on 1,200 than on “999+”.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

import orjson
from django.db.models import Count, Q, QuerySet, Value

from clew.core import clock
from clew.core.kept import answers, literal, written
from clew.people.models import Environment, Staff
from clew.tickets.conditions import Conditions
from clew.tickets.models.tickets import SOLVED, UNSOLVED
from clew.tickets.queries.doors import Reader, may_read, standing, tickets_visible_to
from clew.tickets.queries.remembering import Key, remembered
from clew.tickets.queries.rows import TicketPage, view_page
from clew.tickets.queries.stand_ins import bound, marked, stand_in
from clew.tickets.queries.standard_views import EVERYTHING, RECENTLY, TEAM, VIEWS
from clew.tickets.queries.view_statements import SHORTLY, asks_who, who
from clew.tickets.queries.views import View

PREVIEWED = 5  # rows
MOST = 1000  # tickets of a saved view are counted; then it says 999+
MOST_MADE = 2000
_made: dict[Key, str] = {}
TEAMS = (
    "SELECT 'team', team.slug, held.tickets, held.free, held.mine"
    " FROM ({held}) AS held (team_id, tickets, free, mine)"
    " LEFT JOIN people_team AS team ON team.id = held.team_id"
)
VERSION = "(SELECT 'version', NULL, coalesce(max(id), 0), 0, 0 FROM core_factrecord)"


def view_counts(
    reader: Reader,
    environment: Environment,
    views: Sequence[View] = (),
    *,
    version: int | None = None,
) -> dict[str, int]:
    """Tickets by view slug: the fixed views, teams that hold any, and the saved ones given.

    One statement. On a large desk it may be some seconds old, and browsers are told when it is not
    right any more; then it asks nothing of who knows the ``version``, the newest fact's id.
    """
    totals = dict.fromkeys((view.slug for view in VIEWS), 0)
    if not may_read(reader):
        return totals
    asked = [view for view in views if view.is_counted_apart]
    totals |= dict.fromkeys((view.slug for view in asked), 0)
    if remembered.is_large(environment.pk):
        return totals | _remembered(reader, environment, asked, version)
    _, counts = _counted_now(reader, environment, asked)
    remembered.sized(environment.pk, counts["open"], whole=not _is_fenced(reader))
    return totals | counts


def _remembered(
    reader: Reader, environment: Environment, views: list[View], version: int | None
) -> dict[str, int]:
    keys: dict[Key, View | None] = {_key(reader, environment, view): view for view in views}
    keys[environment.pk, who(reader), "fixed"] = None
    missing = [key for key in keys if remembered.known(key) is None]
    counting = [view for key in missing if (view := keys[key]) is not None]
    fixed = any(keys[key] is None for key in missing)
    begun = time.monotonic()
    now: dict[str, int] = {}
    if missing or version is None:
        version, now = _counted_now(reader, environment, counting, fixed=fixed)
    took = (time.monotonic() - begun) / (len(missing) or 1)
    totals: dict[str, int] = {}
    for key, view in keys.items():
        if key in missing:
            own = {view.slug: now[view.slug]} if view else _without(now, counting)
            remembered.keep(key, own, version, took)
            totals |= own
        elif (found := remembered.known(key)) is not None:
            totals |= found.counts
            if not found.is_current(version):
                remembered.renew(key, partial(_counting, reader, environment, view))
    if not _is_fenced(reader):
        remembered.sized(environment.pk, totals["open"], whole=True)
    return totals


def _counting(
    reader: Reader, environment: Environment, view: View | None
) -> tuple[int, dict[str, int]]:
    return _counted_now(reader, environment, [view] if view else [], fixed=view is None)


def _without(counts: dict[str, int], views: Iterable[View]) -> dict[str, int]:
    slugs = {view.slug for view in views}
    return {slug: count for slug, count in counts.items() if slug not in slugs}


def _is_fenced(reader: Reader) -> bool:
    return standing(reader) != ("all",)


def _key(reader: Reader, environment: Environment, view: View) -> Key:
    """Whoever reads everything shares what does not ask for “me”."""
    own = orjson.dumps(view.own if view.is_saved else view.same)
    is_personal = _is_fenced(reader) or asks_who(own)
    return (environment.pk, who(reader) if is_personal else None, view.slug, own)


def _counted_now(
    reader: Reader, environment: Environment, views: Sequence[View], *, fixed: bool = True
) -> tuple[int, dict[str, int]]:
    """With the version that the counts are of."""
    totals = dict.fromkeys((view.slug for view in views), 0)
    if fixed:
        totals |= dict.fromkeys((view.slug for view in VIEWS), 0)
    version = 0
    sql = _sql(reader, environment, views, fixed=fixed)
    for part, name, count, free, mine in answers(sql, bound(reader, sql)):
        if part == "version":
            version = count
        elif part == "view":
            totals[name] = count
        else:
            totals["open"] += count
            totals["unassigned"] += free
            totals["mine"] += mine
            totals |= {f"{TEAM}{name}": count} if name else {}
    return version, totals


def _sql(reader: Reader, environment: Environment, views: Sequence[View], *, fixed: bool) -> str:
    """Putting it together takes longer than its answer, so that it is kept.

    Some for seconds only: they hold the moment at which they were made.
    """
    like, kind = stand_in(reader)
    moment = int(clock.now().timestamp() // SHORTLY)
    parts = [VERSION]
    for view in views:
        known = (environment.pk, *kind, view.slug, orjson.dumps([view.own, view.same, view.filter]))
        when = 0 if view.timeless and not view.filter else moment
        parts.append(_part((*known, when), partial(_one, like, environment, view)))
    if fixed:
        parts.append(_part((environment.pk, *kind, moment), partial(_fixed, like, environment)))
    return " UNION ALL ".join(part for part in parts if part)


def _part(key: Key, write: Callable[[], Iterable[str]]) -> str:
    if (made := _made.get(key)) is None:
        if len(_made) >= MOST_MADE:
            _made.clear()
        made = _made[key] = marked(" UNION ALL ".join(f"({part})" for part in write()))
    return made


def _fixed(reader: Reader, environment: Environment) -> Iterable[str]:
    seen = tickets_visible_to(reader, environment).order_by()
    me = reader.pk if isinstance(reader, Staff) else None
    one = Value(1)
    held = (
        seen.filter(status__in=UNSOLVED)
        .values_list("team_id")
        .annotate(
            tickets=Count(one),
            free=Count(one, filter=Q(assignee__isnull=True)),
            mine=Count(one, filter=Q(assignee_id=me) & Q(assignee__isnull=False)),
        )
    )
    if sql := written(held):
        yield TEAMS.format(held=sql)
    solved = seen.filter(status__in=SOLVED, solved_at__gte=clock.now() - RECENTLY)
    yield from _counted("solved", solved.values_list(one))


def _one(reader: Reader, environment: Environment, view: View) -> Iterable[str]:
    seen = tickets_visible_to(reader, environment).order_by()
    found = seen.filter(view.condition(reader)).values_list(Value(1))[:MOST]
    return _counted(view.slug, found)


def _counted(slug: str, found: "QuerySet[Any, Any]") -> Iterable[str]:
    if sql := written(found):
        yield f"SELECT 'view', {literal(slug)}, count(*), 0, 0 FROM ({sql}) AS found"  # noqa: S608


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
