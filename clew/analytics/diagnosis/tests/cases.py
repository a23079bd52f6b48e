"""Cases for the checks, in few words."""

from datetime import UTC, datetime, timedelta

from clew.analytics.diagnosis import evidence
from clew.analytics.diagnosis.checks import CHECKS
from clew.analytics.diagnosis.evidence import Case, Known, Use

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
BY_SLUG = {check.slug: check for check in CHECKS}


def ago(days=0.0, hours=0.0):
    return NOW - timedelta(days=days, hours=hours)


def case(**given):
    known = {"now": NOW, "about_at": NOW, "since": ago(90), "until": NOW}
    listed = {key: tuple(v) if isinstance(v, list) else v for key, v in given.items()}
    return Case(**known | listed)


def person(*ids, email="ada@heron.example", ours=True, identified=True, name=""):
    return Known(f"p-{ids[0]}", name or ids[0], email, identified, ids, ours)


def use(distinct_id, lib="web", version="1.449.0", events=30, **more):
    times = {"first_at": ago(20), "last_at": ago(1), "days": 10}
    return Use(distinct_id, lib, version, events, **times | more)


def call(event, distinct_id, other_id, days=5.0, lib="web"):
    return evidence.Call(ago(days), event, distinct_id, other_id, lib)


def refused(distinct_id, other_id, kind="cannot_merge_already_identified", days=5.0):
    return evidence.Refused(ago(days), kind, distinct_id, other_id)


def place(value, distinct_id, lib="web", **more):
    return evidence.Place(value, distinct_id, lib, first_at=ago(2), last_at=ago(1), **more)


def flag(distinct_id, value, hours, name="new-editor"):
    return evidence.FlagCall(ago(hours=hours), distinct_id, name, value, "web")


def version(lib, number, days=30):
    return evidence.Version(lib, number, ago(days), ago(0))


def found(slug, given):
    """The weight, “” where there was nothing to look at."""
    finding = BY_SLUG[slug].finding(given)
    return str(finding.weight) if finding else ""
