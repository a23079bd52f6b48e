"""The bar above the list: what narrows it, how it is sorted and grouped, all in the address."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from clew.people.requests import StaffRequest
from clew.tickets import conditions
from clew.tickets.queries import View, may_edit
from clew.tickets.queries.columns import COLUMNS
from clew.tickets.queries.orders import GROUPINGS, ORDERS
from clew.tickets.views.building import item_data
from clew.tickets.views.condition_rows import Row, filled_row, offered
from clew.tickets.views.doors import in_words
from clew.tickets.views.listing import UNGROUPED, listing

UNLISTED = {"solved_at"}  # orders of our own views


@dataclass(frozen=True)
class Chip:
    """``without`` is the address that takes it away."""

    text: str
    without: str


@dataclass(frozen=True)
class Choice:
    label: str
    url: str
    selected: bool
    hint: str = ""


def bar_context(request: StaffRequest, view: View, mistake: str) -> dict[str, Any]:
    items = list(conditions.from_text(view.filter).items())
    return {
        "mistake": mistake,
        "chips": [_chip(view, items, item) for item in items],
        "sorts": _sorts(view),
        "groups": _groups(view),
        "group_label": GROUPINGS[view.group_by].label if view.group_by in GROUPINGS else "",
        "export_columns": COLUMNS.values(),
        "sort_label": ORDERS[view.sort.removeprefix("-")].label,
        "may_edit": view.is_saved and may_edit(request.user, view.scope),
        "unfiltered": replace(view, filter=""),
    }


@require_GET
def new_filter(request: StaffRequest, slug: str) -> HttpResponse:
    """The row that chooses a field, an operator and a value."""
    view = listing(request, slug)
    row = filled_row("c", item_data(request.GET, "c"))
    context = {**_form(view, row), "focused": "c.field" not in request.GET}
    return render(request, "tickets/inbox/filter_form.html", context)


@require_GET
@in_words
def filtered(request: StaffRequest, slug: str) -> HttpResponseBase:
    """To the address with one more condition; what is wrong with it is said in the form."""
    view = listing(request, slug)
    given = item_data(request.GET, "c")
    try:
        item = conditions.parsed_item(given)
    except ValidationError as error:
        row = filled_row("c", given, " ".join(error.messages))
        return render(request, "tickets/inbox/filter_form.html", _form(view, row))
    texts = [*filter(None, view.filter.split(";")), conditions.item_text(item)]
    target = replace(view, filter=";".join(dict.fromkeys(texts))).path
    if request.htmx:
        return HttpResponse(headers={"HX-Redirect": target})
    return redirect(target)


def _form(view: View, row: Row) -> dict[str, Any]:
    return {"view": view, "row": row, "offered": offered()}


def _chip(view: View, items: Iterable[conditions.Item], item: conditions.Item) -> Chip:
    rest = conditions.to_text(each for each in items if each is not item)
    labels = dict(item.field.choices()) if item.field.choices else {}
    return Chip(conditions.words(item, labels), replace(view, filter=rest).path)


def _sorts(view: View) -> list[Choice]:
    """Each order in the direction people mean by it; the chosen one also the other way."""
    found = []
    for order in ORDERS.values():
        if order.name in UNLISTED:
            continue
        natural = f"-{order.name}" if order.key.descending else order.name
        is_chosen = view.sort.removeprefix("-").removesuffix("_at") == order.name
        turned = order.name if natural != order.name else f"-{order.name}"
        names = [natural, turned] if is_chosen else [natural]
        for name in names:
            hint = order.last if name.startswith("-") else order.first
            found.append(Choice(order.label, _with(view, "sort", name), name == view.sort, hint))
    return found


def _groups(view: View) -> list[Choice]:
    none = Choice("Nothing", _with(view, "group", UNGROUPED), not view.group_by)
    return [
        none,
        *(
            Choice(each.label, _with(view, "group", each.name), view.group_by == each.name)
            for each in GROUPINGS.values()
        ),
    ]


def _with(view: View, name: str, value: str) -> str:
    given = dict(view.chosen) | {name: value}
    query = {"filter": view.filter} | given if view.filter else given
    return f"/inbox/{view.slug}?{urlencode(query)}"
