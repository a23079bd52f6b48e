"""The customers behind each number: the same SQL, asked who instead of how many."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from enum import Enum
from typing import TypeVar

from django.core.exceptions import ValidationError

from clew.analytics import selections
from clew.analytics.dashboard.active import active_sql
from clew.analytics.dashboard.asked import Asked, Per, asked
from clew.analytics.dashboard.buckets import By, bucket_of
from clew.analytics.dashboard.conversion import reached_sql, steps_of, took_sql
from clew.analytics.dashboard.lifecycle import Stage, stage_sql
from clew.analytics.dashboard.paying import Pays, payers_sql
from clew.analytics.dashboard.power import power_sql
from clew.analytics.dashboard.roles import Role
from clew.analytics.dashboard.source import Source, accounts_of, source_for
from clew.analytics.dashboard.words import bucket_words, span_words
from clew.analytics.dashboard_options import CONVERSION_DAYS
from clew.analytics.selections import MAX_SELECTED, Selected
from clew.core import clock
from clew.people.models import Environment

NAME = "dashboard"
Params = Mapping[str, str]
C = TypeVar("C", bound=Enum)
EARLIEST, LATEST = date(1970, 1, 1), date(2199, 12, 31)
Found = tuple[str, str]  # SQL, and what it finds in words
_STAGES = {
    Stage.NEW: "new",
    Stage.RETURNING: "returning",
    Stage.RESURRECTING: "back after a break",
    Stage.DORMANT: "no longer active",
}
_PAYS = {
    Pays.PAYING: "paying",
    Pays.FIRST: "paying for the first time",
    Pays.AGAIN: "paying again",
    Pays.FREE: "active without having paid before",
}


def register() -> None:
    selections.register(NAME, resolve)


def resolve(environment: Environment, params: Params) -> Selected:
    """Raises ValidationError when the address makes no sense."""
    find = FINDERS.get(params.get("what", ""))
    if find is None:
        raise ValidationError("This link names customers that Clew cannot find any more.")
    accounts = accounts_of(environment)
    if params.get("per") == Per.ACCOUNT and accounts is None:
        raise ValidationError("No group type is marked as the customer's organisation any more.")
    wanted = asked(params, today=clock.now().date(), has_accounts=accounts is not None)
    source = source_for(environment, wanted, accounts)
    sql, title = find(source, params)
    rows = source.read(f"SELECT customer FROM ({sql}) LIMIT {MAX_SELECTED + 1}")  # noqa: S608  our own
    by_account = wanted.per == Per.ACCOUNT and accounts is not None
    kind = f":{accounts.type}" if by_account and accounts else "people"
    return Selected(kind, [row[0] for row in rows], title)


def url_of(shown: Asked, what: str, **params: str) -> str:
    """Says only what the finder and the source need, so that the same question is one address."""
    common = {key: value for key, value in shown.params.items() if key in {"per", "who"}}
    return selections.selection_url(NAME, what=what, **common, **params)


def _active(source: Source, params: Params) -> Found:
    first, last = _days(params)
    return active_sql(source, first, last), f"active {span_words(first, last)}"


def _stage(source: Source, params: Params) -> Found:
    stage, by = _choice(Stage, params, "stage"), _choice(By, params, "each")
    bucket = bucket_of(_day(params, "from"), by)
    each = replace(source, asked=replace(source.asked, by=by))
    return stage_sql(each, stage, bucket), f"{_STAGES[stage]} {bucket_words(bucket, by)}"


def _step(source: Source, params: Params) -> Found:
    first, last = _days(params)
    steps = steps_of(source)
    level = int(found) if (found := params.get("level", "")).isdecimal() else 0
    if not 1 <= level <= len(steps):
        raise ValidationError("The dashboard's events have changed since this link was made.")
    stopped = params.get("stopped") == "yes"
    sql = reached_sql(
        source, first, last, level=level, stopped=stopped, within=CONVERSION_DAYS.value()
    )
    words = f"who came as far as “{steps[level - 1].role.label.lower()}”"
    return sql, f"{words}{' and no further' if stopped else ''} {span_words(first, last)}"


def _took(source: Source, params: Params) -> Found:
    first, last = _days(params)
    chosen = {one.role: one for one in source.roles.all}[_choice(Role, params, "role")]
    label = str(chosen.role.label).lower()
    return took_sql(source, chosen, first, last), f"{label} {span_words(first, last)}"


def _pays(source: Source, params: Params) -> Found:
    first, last = _days(params)
    pays = _choice(Pays, params, "pays")
    return payers_sql(source, pays, first, last), f"{_PAYS[pays]} {span_words(first, last)}"


def _power(source: Source, _: Params) -> Found:
    return power_sql(source), "who did most in the last 30 days"


def _day(params: Params, name: str) -> date:
    try:
        return date.fromisoformat(params.get(name, ""))
    except ValueError as error:
        raise ValidationError("This link names a day that is none.") from error


def _days(params: Params) -> tuple[date, date]:
    first, last = _day(params, "from"), _day(params, "to" if "to" in params else "from")
    if not EARLIEST <= first <= last <= LATEST:
        raise ValidationError("This link names days that Clew cannot look at.")
    return first, last


def _choice(kind: type[C], params: Params, name: str) -> C:
    try:
        return kind(params.get(name, ""))
    except ValueError as error:
        raise ValidationError("This link names customers that Clew cannot find.") from error


FINDERS: dict[str, Callable[[Source, Params], Found]] = {
    "active": _active,
    "stage": _stage,
    "step": _step,
    "took": _took,
    "pays": _pays,
    "power": _power,
}
