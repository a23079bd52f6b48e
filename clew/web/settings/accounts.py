"""Settings: which groups are the accounts, and where what is known of them comes from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from clew.analytics.metrics.queries import metrics_of
from clew.people.accounts.calculating import Source, account_values, property_behind
from clew.people.accounts.fields import FIELDS, LABELS, Owner
from clew.people.accounts.files import csv_parts, template
from clew.people.accounts.giving import as_json
from clew.people.accounts.states import sources_of
from clew.people.actions.account_sources import choose_sources
from clew.people.actions.environments import choose_account_type
from clew.people.doors import admins
from clew.people.models import AccountSource, Group, GroupType
from clew.people.queries.account_settings import (
    SeenKey,
    account_type,
    kinds_of,
    latest_accounts,
    latest_job,
    seen_keys,
)
from clew.people.queries.accounts import pages_of_accounts
from clew.people.requests import StaffRequest
from clew.tickets.views.answers import Toast
from clew.tickets.views.doors import actor, in_words

door = admins("Accounts")
TRIED = 4  # accounts in the preview
EXAMPLE = 40  # characters
Kind = AccountSource.Kind
AUTOMATIC = ""


@dataclass(frozen=True)
class FieldRow:
    field: str
    label: str
    chosen: str  # as the select says it
    usual: str  # the property it comes from if nobody chooses
    is_gone: bool  # a property or metric that is not there (any more)


@require_GET
@door
def accounts(request: StaffRequest) -> HttpResponse:
    return render(request, "settings/accounts/page.html", _context(request))


@require_POST
@door
@in_words
def kind(request: StaffRequest) -> HttpResponseBase:
    """Another type of group is the account."""
    before = account_type(request.environment)
    wanted = request.POST.get("type", "")
    found = GroupType.objects.filter(environment=request.environment, name=wanted).first()
    if found is None:
        raise ValidationError("There is no such type of group. Reload the page.")
    choose_account_type(group_type=found, by=actor(request))
    toast = Toast(f"Accounts are groups of the type {found.name}")
    if before is not None:
        toast = toast.undone_by(reverse("account-type"), type=before.name)
    return _saved(request, toast)


@require_POST
@door
@in_words
def sources(request: StaffRequest) -> HttpResponseBase:
    given = read_sources(request.POST)
    undo = choose_sources(environment=request.environment, sources=given, by=actor(request))
    if not undo:
        return _saved(request, Toast("Nothing was different"))
    back = {f"source-{field}": said(source) for field, source in undo.items()}
    toast = Toast("Saved. All accounts are worked out anew")
    return _saved(request, toast.undone_by(reverse("account-sources"), **back))


@require_POST
@door
@in_words
def preview(request: StaffRequest) -> HttpResponseBase:
    found = account_type(request.environment)
    given = {field: source for field, source in read_sources(request.POST).items() if source}
    context = {"tried": tried_on(found, given)}
    return render(request, "settings/accounts/preview.html", context)


@require_GET
@door
def progress(request: StaffRequest) -> HttpResponse:
    context = {"job": latest_job(request.environment)}
    return render(request, "settings/accounts/progress.html", context)


@require_GET
@door
def export(request: StaffRequest, /) -> HttpResponseBase:
    parts = csv_parts(pages_of_accounts(request.environment.pk))
    return _file(StreamingHttpResponse(parts, content_type="text/csv; charset=utf-8"), "accounts")


@require_GET
@door
def file_template(request: StaffRequest, /) -> HttpResponseBase:  # noqa: ARG001  the door asks it
    answer = HttpResponse(template(), content_type="text/csv; charset=utf-8")
    return _file(answer, "accounts-template")


def read_sources(given: Mapping[str, Any]) -> dict[str, Source | None]:
    """``source-mrr``: empty, ``none``, ``property:mrr`` or ``metric:revenue``."""
    found: dict[str, Source | None] = {}
    for field in FIELDS:
        if f"source-{field}" in given:
            kind_of, _, name = str(given[f"source-{field}"]).partition(":")
            found[field] = Source(kind_of, name) if kind_of else None
    return found


def said(source: Source | None) -> str:
    if source is None:
        return AUTOMATIC
    return f"{source.kind}:{source.name}" if source.name else source.kind


def tried_on(found: GroupType | None, sources: Mapping[str, Source]) -> list[dict[str, Any]]:
    """A few real accounts, as they would be."""
    groups = latest_accounts(found, TRIED) if found else []
    return [{"account": group, "rows": _tried(group, sources)} for group in groups]


def _tried(group: Group, sources: Mapping[str, Source]) -> list[tuple[str, str, bool]]:
    row = getattr(group, "account", None)
    given, figures = (row.given, row.figures) if row else ({}, {})
    values = account_values(group.properties, sources, given, figures)
    return [(LABELS[field], _words(value), field in given) for field, value in values.items()]


def _words(value: Any) -> str:
    if isinstance(value, Owner):
        return value.name or value.email or "a colleague"
    return str(as_json(value)).removesuffix("T00:00:00+00:00")[:EXAMPLE]


def _context(request: StaffRequest) -> dict[str, Any]:
    environment = request.environment
    found = account_type(environment)
    keys = seen_keys(found) if found else []
    chosen = sources_of(environment.pk)
    metrics = [(each.slug, each.name) for each in metrics_of(environment)]
    return {
        "kinds": kinds_of(environment),
        "kind": found,
        "rows": _rows(chosen, keys, metrics),
        "keys": [(each.key, str(each.example)[:EXAMPLE]) for each in keys],
        "metrics": metrics,
        "tried": tried_on(found, chosen),
        "job": latest_job(environment),
    }


def _rows(
    chosen: Mapping[str, Source], keys: list[SeenKey], metrics: list[tuple[str, str]]
) -> list[FieldRow]:
    seen = {each.key: each.example for each in keys}
    known = {f"property:{key}" for key in seen} | {f"metric:{slug}" for slug, _ in metrics}
    return [
        FieldRow(
            field=field,
            label=LABELS[field],
            chosen=(now := said(chosen.get(field))),
            usual=property_behind(field, seen, None),
            is_gone=now not in known | {AUTOMATIC, Kind.NONE.value},
        )
        for field in FIELDS
    ]


def _saved(request: StaffRequest, toast: Toast) -> HttpResponse:
    if not request.htmx:
        return redirect("accounts")
    return toast.onto(render(request, "settings/accounts/body.html", _context(request)))


def _file(answer: HttpResponseBase, name: str) -> HttpResponseBase:
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer
