"""The settings page “Ownership”: the table of who owns which area, changed in place."""

from dataclasses import dataclass, field

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from clew.core import clock
from clew.core.ids import id_in
from clew.people.requests import StaffRequest
from clew.people.staff_queries import team_choices
from clew.routing.actions.ownership import (
    NEW,
    Errors,
    GivenRow,
    Saved,
    names,
    save_table,
)
from clew.routing.ownership.files import csv_of
from clew.routing.ownership.rows import LABELS, SUPPORT, Texts, digest_of, texts_of
from clew.routing.queries.ownership import (
    areas_with_owners,
    keeps_ownership,
    ownership_of,
    product_groups,
)
from clew.tickets.models import Area
from clew.tickets.queries.areas import tickets_by_area
from clew.tickets.views.doors import actor, in_words

UNDO, TOLD = "ownership_undo", "ownership_told"


@dataclass(frozen=True)
class TableRow:
    """One line of the table: an area's, or the empty one at its end."""

    key: str
    name: str
    texts: Texts
    seen: str = ""
    area: Area | None = None
    tickets: int = 0
    errors: Errors = field(default_factory=dict)
    changed: bool = False


@in_words
def table(request: StaffRequest) -> HttpResponseBase:
    if request.method != "POST":
        return _page(request, _rows())
    saved = save_table(given=_given(request.POST), new=_added(request.POST), by=actor(request))
    if saved.errors:
        wrong = _new(request.POST, saved.errors.get(NEW, {}))
        return _page(request, _rows(request.POST, saved.errors), new=wrong)
    _remember(request, saved)
    return redirect("ownership")


@require_POST
@in_words
def undo(request: StaffRequest) -> HttpResponseBase:
    rows: dict[str, Texts] = request.session.pop(UNDO, {})
    given = {int(pk): GivenRow(texts) for pk, texts in rows.items()}
    saved = save_table(given=given, by=actor(request))
    if saved.errors:
        messages.error(request, "Not undone: a team or group of before is gone.")
    elif saved.names:
        messages.success(request, f"{names(saved.names)} {_is_are(saved.names)} as before")
    return redirect("ownership")


@require_GET
def export(_: StaffRequest) -> HttpResponse:
    areas = areas_with_owners(retired=True)
    text = csv_of((area.name, texts_of(ownership_of(area))) for area in areas)
    answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
    named = f"ownership-{clock.now():%Y-%m-%d}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{named}"'
    return answer


def _given(post: QueryDict) -> dict[int, GivenRow]:
    """Those rows that were sent: a script leaves out what nobody touched."""
    keys = (name.removeprefix("seen-") for name in post if name.startswith("seen-"))
    return {
        pk: GivenRow(_texts(post, key), post.get(f"seen-{key}", ""))
        for key in keys
        if (pk := id_in(key)) is not None
    }


def _texts(post: QueryDict, key: str) -> Texts:
    return {name: post.get(f"{name}-{key}", "") for name in LABELS}


def _added(post: QueryDict) -> tuple[str, Texts] | None:
    """The row at the end, when it has a name."""
    name = post.get("name-new", "").strip()
    return (name, _texts(post, "new")) if name else None


def _new(post: QueryDict | None = None, errors: Errors | None = None) -> TableRow:
    """The row at the end: empty, or as it was typed, with what is wrong with it."""
    if post is None or "name-new" not in post:
        return TableRow("new", "", {**dict.fromkeys(LABELS, ""), "answers": SUPPORT})
    name = post.get("name-new", "")
    return TableRow("new", name, _texts(post, "new"), errors=errors or {}, changed=bool(name))


def _rows(post: QueryDict | None = None, errors: dict[int, Errors] | None = None) -> list[TableRow]:
    """As stored, with what was typed over it. What was typed has seen what is stored now."""
    counts = tickets_by_area()
    rows = []
    for area in areas_with_owners(retired=True).order_by("-active", "position", "name"):
        now = texts_of(ownership_of(area))
        typed = post is not None and f"seen-{area.pk}" in post
        texts = _texts(post, str(area.pk)) if post is not None and typed else now
        wrong = (errors or {}).get(area.pk, {})
        tickets = counts.get(area.name, 0)
        row = TableRow(
            str(area.pk), area.name, texts, digest_of(now), area, tickets, wrong, texts != now
        )
        rows.append(row)
    return rows


def _page(
    request: StaffRequest, rows: list[TableRow], *, new: TableRow | None = None
) -> HttpResponse:
    new = new or _new()
    wrong = sum(bool(row.errors) for row in (*rows, new))
    context = {
        "rows": rows,
        "new": new,
        "wrong": wrong,
        "labels": LABELS,
        "teams": team_choices(),
        "product_groups": product_groups(),
        "keeps": keeps_ownership(request.user),
        "told": request.session.pop(TOLD, ""),
        "page": "areas",
    }
    status = 422 if wrong and not request.htmx else 200
    return render(request, "routing/ownership/table.html", context, status=status)


def _remember(request: StaffRequest, saved: Saved) -> None:
    if not saved.names:
        messages.info(request, "Nothing was different")
        return
    request.session[UNDO] = {str(pk): texts for pk, texts in saved.before.items()}
    request.session[TOLD] = f"{names(saved.names)} {_is_are(saved.names)} saved"


def _is_are(given: list[str]) -> str:
    return "is" if len(given) == 1 else "are"
