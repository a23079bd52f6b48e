"""All that Clew knows about one error."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from django.http import Http404

from clew.analytics.dashboard.figures import Cell, Chart, Column, Row
from clew.analytics.dashboard.source import Accounts, accounts_of
from clew.core import clock
from clew.events.errors import one as errors
from clew.events.errors.records import Affected, OneError, Share
from clew.people import queries as people
from clew.people.requests import StaffRequest
from clew.web.customers.exceptions import Exceptions
from clew.web.customers.subject import address
from clew.web.customers.text import clean
from clew.web.insights import affected
from clew.web.insights.addresses import error_path, fingerprint_in
from clew.web.insights.error_list import day_by_day

CHART_DAYS = 30
SHARES = {"version": "Versions", "browser": "Browsers", "system": "Systems", "sdk": "SDKs"}


@dataclass(frozen=True, slots=True)
class AffectedRow:
    name: str
    url: str  # empty for whom Clew cannot name any more
    times: int
    last_at: datetime


@dataclass(frozen=True)
class ErrorSubject:
    """The error of an address, in the environment that is shown."""

    request: StaffRequest
    fingerprint: int
    accounts: Accounts | None
    found: OneError

    @cached_property
    def exceptions(self) -> Exceptions:
        return Exceptions.of(self.found.latest_properties)

    @property
    def title(self) -> str:
        return clean(self.found.type, 120) or self.exceptions.caught.type

    @property
    def value(self) -> str:
        return clean(self.found.value, 400)

    @property
    def url(self) -> str:
        return error_path(self.fingerprint)

    @property
    def environment_id(self) -> int:
        return self.request.environment.pk


def error_for(request: StaffRequest, text: str) -> ErrorSubject:
    """Raises Http404."""
    accounts = accounts_of(request.environment)
    index = accounts.index if accounts else None
    try:
        fingerprint = fingerprint_in(text)
    except ValueError:
        raise Http404("This is not the id of an error.") from None
    found = errors.one_error(request.environment.pk, fingerprint, account_index=index)
    if found is None:
        raise Http404("No such error was captured in this environment.")
    return ErrorSubject(request, fingerprint, accounts, found)


def error_page(subject: ErrorSubject) -> dict[str, Any]:
    fingerprint, found = subject.fingerprint, subject.found
    whose = people.persons_visible_to(subject.request.user).filter(pk=found.latest_person_id)
    latest = whose.first()
    return {
        "tab": "errors",
        "error": found,
        "subject": subject,
        "exceptions": subject.exceptions,
        "latest_who": latest,
        "latest_url": address(latest) if latest else "",
        "chart": _chart(subject),
        "people": _people(subject),
        "people_url": affected.affected_url(fingerprint, affected.PEOPLE),
        "accounts": _accounts(subject),
        "accounts_url": affected.affected_url(fingerprint, affected.ACCOUNTS),
        "account_word": subject.accounts.type if subject.accounts else "",
        "tell_url": affected.affected_url(fingerprint, affected.TELL),
        "shares": _shares(subject),
        "looked_at": errors.LATEST,
    }


def _chart(subject: ErrorSubject) -> Chart:
    today = clock.now().date()
    since = clock.now() - timedelta(days=CHART_DAYS)
    by_day = errors.days_of_error(subject.environment_id, subject.fingerprint, since=since)
    values = day_by_day(by_day, today=today, days=CHART_DAYS)
    first = today - timedelta(days=CHART_DAYS - 1)
    days = [first + timedelta(days=n) for n in range(CHART_DAYS)]
    total = sum(values)
    sentence = f"Happened {total:,} time{'' if total == 1 else 's'} in {CHART_DAYS} days."
    rows = [Row(_label(day), day, [Cell(v)]) for day, v in zip(days, values, strict=True)]
    columns = [Column("Times", "chart-bad")]
    return Chart("Occurrences", "bars", "Day", sentence, columns, rows)


def _label(day: date) -> str:
    return f"{day.day} {day:%b}"


def _people(subject: ErrorSubject) -> list[AffectedRow]:
    found = errors.people_affected(subject.environment_id, subject.fingerprint)
    visible = people.persons_visible_to(subject.request.user)
    known = {one.pk: one for one in visible.filter(pk__in=[each.who for each in found])}
    return [
        AffectedRow(
            clean(known[each.who].display_name, 80) if each.who in known else _unknown(each.who),
            address(known[each.who]) if each.who in known else "",
            each.times, each.last_at,
        ) for each in found
    ]  # fmt: skip


def _unknown(who: UUID) -> str:
    return f"Unknown {str(who)[-6:]}"


def _accounts(subject: ErrorSubject) -> list[AffectedRow]:
    accounts = subject.accounts
    if accounts is None:
        return []
    found = errors.accounts_affected(subject.environment_id, subject.fingerprint, accounts.index)
    visible = people.groups_visible_to(subject.request.user, subject.request.environment)
    groups = visible.filter(type__index=accounts.index, key__in=_survivors(accounts, found))
    known = {group.key: group for group in groups}
    after = dict(accounts.merged)
    rows = [(each, known.get(after.get(each.who, each.who))) for each in found]
    return [
        AffectedRow(
            clean(group.display_name if group else each.who, 80),
            address(group) if group else "",
            each.times, each.last_at,
        ) for each, group in rows
    ]  # fmt: skip


def _survivors(accounts: Accounts, found: Iterable[Affected]) -> list[str]:
    after = dict(accounts.merged)
    return [after.get(each.who, each.who) for each in found]


def _shares(subject: ErrorSubject) -> list[dict[str, Any]]:
    found = errors.shares(subject.environment_id, subject.fingerprint)
    return [_share(label, found[part]) for part, label in SHARES.items() if found[part]]


def _share(label: str, found: Sequence[Share]) -> dict[str, Any]:
    whole = sum(each.times for each in found) or 1
    rows = [
        {
            "value": clean(each.value, 60),
            "times": each.times,
            "per_cent": round(100 * each.times / whole),
        }
        for each in found
    ]
    return {"label": label, "rows": rows}
