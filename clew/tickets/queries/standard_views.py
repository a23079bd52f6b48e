"""The views that every desk has, and one for each team."""

from datetime import timedelta
from typing import Any

from django.db.models import Q

from clew.core import clock
from clew.people.models import Staff, Team
from clew.tickets.models.tickets import SOLVED, UNSOLVED
from clew.tickets.queries.doors import Reader
from clew.tickets.queries.registered_views import registered_view
from clew.tickets.queries.views import View

RECENTLY = timedelta(days=7)
QUEUE = "queue"  # the order of what is not solved
TEAM = "team-"  # slugs of team views begin so


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
        sort=QUEUE,
        same=_all(IS_UNSOLVED, ("assignee", "is", ["nobody"])),
        timeless=True,
    ),
    View(
        "mine",
        "Mine",
        "user",
        _mine,
        sort=QUEUE,
        same=_all(IS_UNSOLVED, ("assignee", "is", ["me"])),
        timeless=True,
    ),
    View(
        "open",
        "All open",
        "inbox",
        _unsolved,
        sort=QUEUE,
        same=_all(IS_UNSOLVED),
        timeless=True,
    ),
    View(
        "solved",
        "Recently solved",
        "check",
        _recently_solved,
        sort="-solved_at",
        same=_all(IS_SOLVED, ("solved", "within", "7d")),
    ),
)
EVERYTHING = View("all", "All tickets", "inbox", timeless=True)
RESERVED = {"all", "new", "draft", *(view.slug for view in VIEWS)}


def team_view(slug: str, name: str, pk: int) -> View:
    return View(
        f"{TEAM}{slug}",
        name,
        "users",
        lambda _: Q(status__in=UNSOLVED, team_id=pk),
        sort=QUEUE,
        same=_all(IS_UNSOLVED, ("team", "is", [str(pk)])),
        timeless=True,
    )


def view_named(slug: str) -> View | None:
    """One that every desk has, or a team's, also of a team the reader is not in."""
    if slug.startswith(TEAM):
        team = Team.objects.filter(slug=slug.removeprefix(TEAM)).first()
        return team_view(team.slug, team.name, team.pk) if team else None
    known = next((view for view in (*VIEWS, EVERYTHING) if view.slug == slug), None)
    return known or registered_view(slug)
