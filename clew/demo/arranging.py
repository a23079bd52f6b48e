"""The views Ottergrid's staff made of their inbox."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from clew.core.actors import Actor
from clew.demo.hiring import House
from clew.tickets.actions import create_view
from clew.tickets.models import SavedView


@cache
def views() -> tuple[dict[str, Any], ...]:
    text = files("clew.demo.company").joinpath("views.toml").read_text("utf-8")
    return tuple(tomllib.loads(text)["view"])


def make_views(house: House) -> None:
    """Each once; what somebody changed or deleted stays so."""
    known = set(SavedView.objects.values_list("name", flat=True))
    for view in views():
        if view["name"] not in known:
            _make(view, house)


def _make(view: dict[str, Any], house: House) -> None:
    keeper = house.staff[view["keeper"]]
    create_view(
        staff=keeper,
        by=Actor.staff(keeper),
        name=view["name"],
        description=view["description"],
        icon=view["icon"],
        scope=view["scope"],
        team=house.teams.get(view.get("team", "")),
        sort=view.get("sort", "-updated"),
        group_by=view.get("group_by", ""),
        columns=view.get("columns", []),
        conditions={name: view[name] for name in ("all", "any") if name in view},
    )
