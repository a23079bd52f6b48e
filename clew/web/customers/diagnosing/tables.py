"""Tables of the page: SDKs that were used, and what flags answered near the time."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from clew.analytics.diagnosis.ageing import age_of
from clew.analytics.diagnosis.evidence import Case, FlagCall, Use
from clew.analytics.diagnosis.sdks import is_client, is_server, numbers

FLAGS = 40  # rows
ASIDE = 30


@dataclass(frozen=True, slots=True)
class SdkRow:
    lib: str
    version: str
    side: str
    ids: int
    events: int
    first_at: datetime
    last_at: datetime
    newest: str
    verdict: str
    is_old: bool


@dataclass(frozen=True, slots=True)
class FlagRow:
    """``before`` is empty where the flag was asked for the first time."""

    flag: str
    before: str
    after: str
    at: datetime
    ids: tuple[str, ...]
    changed: bool


def sdk_rows(case: Case) -> list[SdkRow]:
    """The latest used first."""
    found: dict[tuple[str, str], list[Use]] = defaultdict(list)
    for use in case.own_uses:
        found[use.lib, use.lib_version].append(use)
    rows = [_sdk_row(case, lib, version, uses) for (lib, version), uses in found.items()]
    return sorted(rows, key=lambda row: row.last_at, reverse=True)


def flag_rows(case: Case) -> list[FlagRow]:
    """Changes first, the nearest to the time that is asked about; then the latest answers."""
    rows = list(_flag_rows(case))
    return sorted(rows, key=lambda row: (not row.changed, abs(case.about_at - row.at)))[:FLAGS]


def _sdk_row(case: Case, lib: str, version: str, uses: list[Use]) -> SdkRow:
    age = age_of(lib, version, case.versions, case.now.date())
    known = bool(age.latest) and numbers(version) is not None
    return SdkRow(
        lib=lib or "unknown SDK",
        version=version or "not said",
        side="Server" if is_server(lib) else "Browser or app" if is_client(lib) else "",
        ids=len({use.distinct_id for use in uses}),
        events=sum(use.events for use in uses),
        first_at=min(use.first_at for use in uses),
        last_at=max(use.last_at for use in uses),
        newest=age.latest,
        verdict=age.why.capitalize() if age.is_old else "Recent" if known else "Not known",
        is_old=age.is_old,
    )


def _flag_rows(case: Case) -> Iterator[FlagRow]:
    series: dict[tuple[str, str], list[FlagCall]] = defaultdict(list)
    for call in sorted(case.flags, key=lambda each: each.at):
        series[call.flag, _human(case, call.distinct_id)].append(call)
    for (flag, _), calls in series.items():
        changes = [pair for pair in pairwise(calls) if pair[0].value != pair[1].value]
        for before, after in changes:
            ids = tuple(dict.fromkeys((before.distinct_id, after.distinct_id)))
            yield FlagRow(flag, before.value, after.value, after.at, ids, changed=True)
        if not changes:
            ids = tuple(dict.fromkeys(call.distinct_id for call in calls))
            yield FlagRow(flag, "", calls[-1].value, calls[-1].at, ids, changed=False)


def _human(case: Case, distinct_id: str) -> str:
    """Two profiles with one email are one human."""
    person = case.owners.get(distinct_id)
    if person is None:
        return distinct_id
    return person.email.strip().lower() or person.id
