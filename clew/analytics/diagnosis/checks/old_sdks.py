"""SDKs that are outdated, with a table of all that are in use."""

from collections.abc import Iterator

from clew.analytics.diagnosis.ageing import Age, age_of
from clew.analytics.diagnosis.check import Check, Seen, fine, several, table
from clew.analytics.diagnosis.evidence import Case
from clew.analytics.diagnosis.finding import Weight
from clew.analytics.diagnosis.sdks import numbers, sdk_name
from clew.analytics.diagnosis.words import day, listed

Used = tuple[str, str, int, str, Age]  # SDK, version, events, last seen, age


def look(case: Case) -> Seen | None:
    used = sorted(_used(case), key=lambda row: (not row[4].is_old, row[0], -row[2]))
    if not used:
        return None
    old = [row for row in used if row[4].is_old]
    if not old:
        return fine(f"SDKs are recent: {listed(f'{row[0]} {row[1]}' for row in used)}")
    rows = [
        (lib, version, f"{events:,}", last, age.latest or "not known", age.why or "fine")
        for lib, version, events, last, age in used
    ]
    libs = {row[0] for row in used}
    names = list(dict.fromkeys(row[0] for row in old))
    lib, version, _, _, age = old[0]
    return Seen(
        Weight.WARN if len(names) * 2 > len(libs) else Weight.INFO,
        f"{_named(lib)} {version} is old"
        if len(names) == 1
        else f"{several(len(names), 'SDK')} are old",
        f"{lib} {version}: {age.why}. The newest one that Clew knows of is {age.latest}."
        if len(names) == 1
        else f"{listed(names)} are behind what Clew knows to be out.",
        table("SDK, Version, Events, Last, Newest known, Verdict", rows),
    )


def _named(lib: str) -> str:
    name = sdk_name(lib).removeprefix("the ")
    return name[:1].upper() + name[1:]


def _used(case: Case) -> Iterator[Used]:
    """By SDK and version, of the last weeks: what was upgraded since is no trouble any more."""
    found: dict[tuple[str, str], list[int]] = {}
    last: dict[tuple[str, str], list[object]] = {}
    current = _current(case)
    for use in case.own_uses:
        key = (use.lib, use.lib_version)
        if key in current:
            found.setdefault(key, []).append(use.events)
            last.setdefault(key, []).append(use.last_at)
    for (lib, version), events in found.items():
        age = age_of(lib, version, case.versions, case.now.date())
        yield lib, version, sum(events), day(max(last[lib, version])), age  # type: ignore[type-var, arg-type]


def _current(case: Case) -> set[tuple[str, str]]:
    """Of each distinct id and SDK the version that was seen last."""
    latest: dict[tuple[str, str], tuple[object, str]] = {}
    for use in sorted(case.own_uses, key=lambda each: each.last_at):
        if numbers(use.lib_version):
            latest[use.distinct_id, use.lib] = (use.last_at, use.lib_version)
    return {(lib, version) for (_, lib), (_, version) in latest.items()}


CHECK = Check(
    slug="old-sdk",
    title="SDK outdated",
    asks="Are the SDKs recent? A version younger than a week and a patch alone never count.",
    cause="The version is pinned, or the snippet was copied long ago.",
    fix="Upgrade to the newest version, and look at its changelog first when the major changes.",
    look=look,
    needs=frozenset({"uses", "versions"}),
)
