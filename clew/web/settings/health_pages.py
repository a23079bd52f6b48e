"""What the page of health shows: parts and their shares, the preview, how far scoring is."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError

from clew.analytics.health import queries
from clew.analytics.health.asking import account_type
from clew.analytics.health.previewing import tried_on, would_be
from clew.analytics.health.register import uses
from clew.analytics.health.running import is_running, marks_now
from clew.analytics.health.scoring import Score, shares
from clew.analytics.health.storing import Marks
from clew.analytics.health.weighing import Chosen, chosen, form_values, read_form
from clew.analytics.health_options import FAIR_FROM, HEALTHY_FROM
from clew.analytics.models import Band, Health
from clew.people.models import Environment, Group
from clew.people.queries import search_customers
from clew.people.requests import StaffRequest
from clew.web.customers.subject import address

SUGGESTED = 12


def given_weights(given: Mapping[str, Any]) -> tuple[list[Chosen], Marks]:
    """Raises ValidationError by field."""
    wrong: dict[str, Any] = {}
    numbers = {}
    for option, name in ((HEALTHY_FROM, "healthy_from"), (FAIR_FROM, "fair_from")):
        try:
            numbers[name] = option.checked(given.get(name, option.default))
        except ValidationError as error:
            wrong[name] = error.messages
    if not wrong and numbers["fair_from"] >= numbers["healthy_from"]:
        wrong["fair_from"] = ["Fair has to begin below healthy."]
    try:
        wanted = read_form(given)
    except ValidationError as error:
        wrong |= error.message_dict
    if wrong:
        raise ValidationError(wrong)
    return wanted, Marks(**numbers)


def values_of(parts: list[Chosen], marks: Marks) -> dict[str, str]:
    both = {"healthy_from": str(marks.healthy_from), "fair_from": str(marks.fair_from)}
    return form_values(parts) | both


def page_context(
    request: StaffRequest, *, given: Mapping[str, Any], wrong: Mapping[str, list[str]]
) -> dict[str, Any]:
    parts, marks = chosen(request.environment), marks_now()
    stored = values_of(parts, marks)
    values = {name: given.get(name, value) for name, value in stored.items()}
    suggested = _suggested(request.environment)
    account = request.GET.get("account", "") or (suggested[0].key if suggested else "")
    return {
        "rows": _rows(parts, values, wrong),
        "values": values,
        "wrong": wrong,
        "uses": [(each, each.is_on()) for each in uses()],
        "kind": account_type(request.environment),
        "suggested": suggested,
        "account": account,
        **progress_context(request.environment),
        **preview_context(request, account, parts, marks),
    }


def _rows(
    parts: list[Chosen], values: Mapping[str, Any], wrong: Mapping[str, list[str]]
) -> list[dict[str, Any]]:
    names = ("weight", "healthy", "poor", "events")
    return [
        {
            "part": each.part,
            "share": share,
            "is_off": not each.weight,
            **{name: values.get(f"{name}-{each.part.kind}", "") for name in names},
            "wrong": [said for name in names for said in wrong.get(f"{name}-{each.part.kind}", [])],
        }
        for each, share in zip(parts, shares([each.weight for each in parts]), strict=True)
    ]


def preview_context(
    request: StaffRequest, text: str, wanted: list[Chosen], marks: Marks
) -> dict[str, Any]:
    now = queries.band_counts(request.environment)
    then = would_be(request.environment, wanted, marks)
    group = _account(request, text)
    score = tried_on(group, wanted) if group else None
    band = marks.band(score.total) if score and score.total is not None else None
    return {
        "bands": [
            (band.value, band.label, now[band.value], then.by_band[band.value]) for band in Band
        ],
        "every": then.every,
        "tried": group,
        "tried_url": address(group) if group else "",
        "tried_now": queries.health_of(group) if group else None,
        "score": score,
        "band": band,
        "parts": _shown(score) if score else [],
        "asked": text.strip(),
    }


def _shown(score: Score) -> list[dict[str, Any]]:
    counted = sum(part.weight for part in score.parts if part.score is not None)
    return [
        part.as_json()
        | {"share": round(100 * part.weight / counted) if part.score is not None else None}
        for part in score.parts
    ]


def _account(request: StaffRequest, text: str) -> Group | None:
    """By its key, else by what a search finds first."""
    kind, text = account_type(request.environment), text.replace("\x00", "").strip()[:200]
    if kind is None or not text:
        return None
    living = Group.objects.filter(type=kind, merged_into__isnull=True).select_related("type")
    exact = living.filter(key=text).first() or living.filter(name=text).first()
    if exact:
        return exact
    found = search_customers(request.user, request.environment, text, limit=20).items
    groups = [each for each in found if isinstance(each, Group)]
    return next(
        (each for each in groups if each.type_id == kind.pk and not each.merged_into_id), None
    )


def _suggested(environment: Environment) -> list[Group]:
    """Some that do badly, and some that do well."""
    rows = Health.objects.filter(environment=environment).select_related("group")
    worst = list(rows.order_by("score", "pk")[:SUGGESTED])
    best = list(rows.order_by("-score", "-pk")[:SUGGESTED])
    found = {row.pk: row.group for row in [*worst, *best]}
    if found:
        return list(found.values())
    kind = account_type(environment)
    return list(Group.objects.filter(type=kind)[:SUGGESTED]) if kind else []


def progress_context(environment: Environment) -> dict[str, Any]:
    run = queries.run_of(environment)
    return {
        "run": run,
        "running": is_running(run),
        "percent": round(100 * run.done / run.total) if run and run.total else 0,
    }
