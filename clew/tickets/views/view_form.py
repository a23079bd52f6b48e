"""What a view's form says beside its conditions: as sent, as it begins, and what it offers."""

from typing import Any

from django.http import QueryDict

from clew.core.ids import id_in
from clew.people.requests import StaffRequest
from clew.people.staff_queries import team_choices
from clew.tickets import conditions
from clew.tickets.actions.views import ICONS
from clew.tickets.models import ViewScope
from clew.tickets.queries import View
from clew.tickets.queries.orders import ORDERS
from clew.tickets.views.listing import listing

TEAM = "team:"


def given(form: QueryDict) -> dict[str, Any]:
    names = ("name", "description", "icon", "sort", "group_by", "scope")
    return {name: form.get(name, "") for name in names} | {"columns": form.getlist("columns")}


def owner(scope: str) -> dict[str, Any]:
    """“team:3” is a team's; anything else says so itself."""
    if not scope.startswith(TEAM):
        return {"scope": scope, "team": None}
    pk = scope.removeprefix(TEAM)
    team = team_choices().filter(pk=id_in(pk) or 0).first()
    return {"scope": ViewScope.TEAM, "team": team}


def beginning(request: StaffRequest) -> dict[str, Any]:
    view: View = listing(request, request.GET.get("from") or "all")
    whole = conditions.parse(view.as_data()).joined(conditions.from_text(view.filter))
    start = whole.data() or {"all": [{"field": "status", "operator": "is", "value": []}]}
    return {
        "name": "",
        "scope": ViewScope.PERSONAL,
        "icon": view.icon if view.icon in ICONS else ICONS[0],
        "sort": view.sort.removesuffix("_at"),
        "group_by": view.group_by,
        "columns": list(view.columns),
        "conditions": start,
    }


def scopes(*, keeps: bool) -> list[tuple[str, str]]:
    found = [(str(ViewScope.PERSONAL), "Only me")]
    if keeps:
        teams = [(f"{TEAM}{team.pk}", f"Team {team.name}") for team in team_choices()]
        found += [(str(ViewScope.SHARED), "Everybody"), *teams]
    return found


def sorts() -> list[tuple[str, str]]:
    orders = [order for order in ORDERS.values() if order.name != "solved_at"]
    both = [
        ((order.name, order.first), (f"-{order.name}", order.last))[
            :: -1 if order.key.descending else 1
        ]
        for order in orders
    ]
    return [
        (name, f"{order.label}, {hint[0].lower()}{hint[1:]}")
        for order, pair in zip(orders, both, strict=True)
        for name, hint in pair
    ]
