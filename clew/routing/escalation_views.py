"""The views of the inbox that escalations add: all of them, those of one's teams, a team's."""

from typing import Any

from django.db.models import Q

from clew.people.models import Staff, Team
from clew.tickets.models.tickets import UNSOLVED
from clew.tickets.queries.doors import Reader
from clew.tickets.queries.registered_views import register_view, register_views
from clew.tickets.queries.views import View

QUEUE = "queue"
ESCALATED = Q(status__in=UNSOLVED) & ~Q(escalated_to="")


def _same(*teams: str) -> dict[str, Any]:
    asked: list[tuple[str, Any]] = [
        ("status", [str(each) for each in UNSOLVED]),
        ("escalated", ["support", "engineering"]),
        *([("team", list(teams))] if teams else []),
    ]
    return {"all": [{"field": name, "operator": "is", "value": value} for name, value in asked]}


def _to_us(reader: Reader) -> Q:
    if not isinstance(reader, Staff):
        return Q(pk__in=[])
    return ESCALATED & Q(team__in=Team.objects.filter(members=reader).order_by())


def _of_team(slug: str) -> View | None:
    team = Team.objects.filter(slug=slug).first() if "\x00" not in slug else None
    if team is None:
        return None
    return View(
        f"escalated-team-{team.slug}",
        f"Escalated to {team.name}",
        "out",
        lambda _: ESCALATED & Q(team_id=team.pk),
        sort=QUEUE,
        same=_same(str(team.pk)),
        description=f"Unsolved tickets that are escalated and with {team.name}.",
    )


register_view(
    View(
        "escalated",
        "Escalated",
        "out",
        lambda _: ESCALATED,
        sort=QUEUE,
        same=_same(),
        apart=True,
        timeless=True,
        description="Tickets that somebody escalated, to support or to engineering.",
    ),
    after="open",
)
register_view(
    View(
        "escalated-to-us",
        "Escalated to us",
        "out",
        _to_us,
        sort=QUEUE,
        same=_same("mine"),
        apart=True,
        timeless=True,
        description="Escalated tickets that are with one of your teams.",
    ),
    after="escalated",
)
register_views("escalated-team-", _of_team)
