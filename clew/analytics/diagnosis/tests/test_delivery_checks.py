"""Each check about what arrived: what it finds, what it leaves alone, and the borderline."""

from datetime import timedelta

import pytest

from clew.analytics.diagnosis.ageing import age_of
from clew.analytics.diagnosis.evidence import Aside, Detail
from clew.analytics.diagnosis.tests.cases import (
    BY_SLUG,
    NOW,
    ago,
    case,
    flag,
    found,
    person,
    place,
    use,
    version,
)

ADA = person("ada")
ACTIVE = [ago(n).date() for n in range(20)]  # newest first


def aside(count, days=1.0, reason="too large"):
    return [Aside(ago(days), reason, "saved") for _ in range(count)]


@pytest.mark.parametrize(
    ("kept", "weight"),
    [
        (aside(10), "bad"),
        (aside(9), "warn"),
        (aside(9) + aside(5, days=20), "warn"),  # not within one week
        ([], "good"),
    ],
)
def test_events_that_were_set_aside(kept, weight):
    assert found("dropped", case(people=[ADA], aside=kept)) == weight
    assert found("dropped", case(aside=kept)) == ""


def days_of(event_days):
    return {"$pageview": dict.fromkeys(ACTIVE, 5), "report sent": dict.fromkeys(event_days, 1)}


@pytest.mark.parametrize(
    ("event_days", "weight"),
    [
        (ACTIVE[4:], "warn"),  # silent on four active days
        (ACTIVE[3:], "good"),  # on three
        (ACTIVE[4:14:2], "good"),  # it never was daily
        (ACTIVE[5:13], "warn"),  # eight days of ten, and none of five since
        (ACTIVE[4:12], "good"),  # none of four: it may come again
        (ACTIVE[6:13], "good"),  # seven days of ten
    ],
)
def test_events_that_stopped(event_days, weight):
    assert found("stopped-events", case(days=days_of(event_days))) == weight


def test_an_event_that_stopped_with_a_release_names_it():
    uses = [use("ada", version="1.440.0", first_at=ago(60)), use("ada", first_at=ago(4))]
    finding = BY_SLUG["stopped-events"].finding(case(days=days_of(ACTIVE[4:]), uses=uses))
    assert finding.weight == "bad"
    assert "web 1.449.0" in finding.title
    released = [Detail("ada", "web", release=r, first_at=ago(d)) for r, d in (("2", 4), ("1", 60))]
    assert found("stopped-events", case(days=days_of(ACTIVE[4:]), details=released)) == "bad"


def test_a_customer_who_stopped_altogether_is_no_missing_event():
    days = {"$pageview": dict.fromkeys(ACTIVE[6:], 5), "sent": dict.fromkeys(ACTIVE[6:], 1)}
    assert found("stopped-events", case(days=days)) == "good"
    assert found("stopped-events", case(days={"sent": {ACTIVE[0]: 1}})) == ""


@pytest.mark.parametrize(
    ("calls", "weight"),
    [
        ([flag("ada", "control", 100), flag("ada", "test", 71)], "warn"),
        ([flag("ada", "control", 100), flag("ada", "test", 73)], "good"),  # three days before
        ([flag("ada", "test", 100), flag("ada", "test", 2)], "good"),
        ([flag("ada", "control", 4), flag("ada@heron.example", "test", 2)], "bad"),
        ([flag("ada", "test", 4), flag("ada@heron.example", "test", 2)], "good"),
        ([flag("ada", "control", 4), flag("bob", "test", 2)], "good"),  # a rollout
        ([], ""),
    ],
)
def test_flags_near_that_time(calls, weight):
    people = [
        ADA,
        person("ada@heron.example", ours=False),
        person("bob", email="bob@x.example", ours=False),
    ]
    assert found("flags", case(people=people, flags=calls)) == weight


SEEN = [version("web", "1.449.0", days=8), version("web", "1.999.0", days=6)]


@pytest.mark.parametrize(
    ("lib", "number", "why"),
    [
        ("web", "1.449.0", ""),  # 1.999 is younger than a week
        ("web", "1.447.9", ""),  # two minors behind
        ("web", "1.446.0", "3 minor versions behind"),
        ("web", "0.9.0", "major 0, 1 is out"),
        ("web", "1.449.0-beta.2", ""),  # no release
        ("web", "", ""),
        ("posthog-go", "1.0.0", ""),  # nothing is known of it
    ],
)
def test_when_an_sdk_is_old(lib, number, why):
    assert age_of(lib, number, SEEN, NOW.date()).why == why


def test_an_sdk_is_old_by_age_but_never_for_a_patch():
    seen = [version("x", "2.1.0", 400), version("x", "2.1.4", 300), version("x", "2.2.0", 8)]
    assert "older than 6 months" in age_of("x", "2.1.0", seen, NOW.date()).why
    assert not age_of("x", "2.1.0", seen[:2], NOW.date()).is_old
    young = [version("x", "2.1.0", 180), version("x", "2.2.0", 8)]
    assert not age_of("x", "2.1.0", young, NOW.date()).is_old


@pytest.mark.parametrize(
    ("uses", "weight"),
    [
        ([use("ada")], "good"),
        ([use("ada", version="1.300.0")], "warn"),
        ([use("ada", version="1.300.0"), use("ada", "posthog-python", "3.5.0")], "warn"),
        ([use("ada", version="1.300.0", last_at=ago(9)), use("ada")], "good"),  # upgraded since
        ([use("ada", version="1.300.0"), use("ada", "posthog-python", "7.79.0")], "info"),
        ([use("ada", "", "")], ""),
    ],
)
def test_outdated_sdks(uses, weight):
    assert found("old-sdk", case(people=[ADA], uses=uses)) == weight


def sent(host, events):
    return Detail("ada", "web", host, events=events)


@pytest.mark.parametrize(
    ("details", "weight"),
    [
        ([sent("https://clew.example", 80)], "info"),
        ([sent("https://e.heron.example/", 80)], "good"),
        ([sent("https://e.heron.example", 50), sent("https://clew.example", 50)], "warn"),
        ([sent("https://e.heron.example", 49), sent("https://clew.example", 50)], "info"),
        ([sent("", 80)], ""),
    ],
)
def test_direct_or_through_a_proxy(details, weight):
    assert found("host", case(details=details, own_host="https://clew.example")) == weight


@pytest.mark.parametrize(
    ("uses", "weight"),
    [
        ([use("ada", "posthog-python")], "warn"),
        ([use("ada", "posthog-python"), use("ada", last_at=ago(9))], "warn"),
        ([use("ada", "posthog-python"), use("ada", last_at=ago(7))], "good"),
        ([use("ada", "posthog-python", days=2)], ""),
        ([use("ada")], ""),
    ],
)
def test_browsers_that_may_be_blocked(uses, weight):
    given = case(people=[ADA], uses=uses, versions=[version("web", "1.449.0")])
    assert found("blocked", given) == weight
    assert found("blocked", case(people=[ADA], uses=uses)) == ""  # nobody here uses the browser SDK


def test_a_blocked_browser_never_said_who_it_is():
    nobody = person("ada", identified=False)
    seen = case(people=[nobody], uses=[use("ada", "posthog-python")], versions=[
        version("web", "1.449.0")
    ])  # fmt: skip
    assert found("blocked", seen) == "warn"
    assert found("unidentified", seen) == "good"


@pytest.mark.parametrize(
    ("ahead", "spread", "weight"),
    [
        (121, 5, "warn"),
        (120, 5, "good"),
        (-7200, 30, "warn"),  # two hours behind, steadily: a zone
        (-7200, 90_000, "good"),  # a queue, or an import
        (-5400, 30, "good"),  # half an hour is no zone that is common
        (-172_800, 5, "good"),  # sent later
    ],
)
def test_clocks(ahead, spread, weight):
    assert found("clock", case(uses=[use("ada", ahead=ahead, spread=spread)])) == weight
    assert found("clock", case(uses=[use("ada", ahead=ahead, spread=spread, events=4)])) == ""


@pytest.mark.parametrize(("count", "weight"), [(3, "warn"), (2, "info"), (0, "good")])
def test_phantom_people(count, weight):
    ghosts = [use(f"g{n}", "posthog-node", events=1, errors=1) for n in range(count)]
    assert found("phantoms", case(uses=[use("ada"), *ghosts])) == weight
    seen = [place("203.0.113.9", f"g{n}", "posthog-node", errors=1) for n in range(count)]
    assert found("phantoms", case(uses=[use("ada")], addresses=seen)) == weight


def test_somebody_with_one_error_and_more_is_no_phantom():
    assert found("phantoms", case(uses=[use("ada", events=2, errors=1)])) == "good"
    both = [use("ada", events=1, errors=1), use("ada", "posthog-node", events=1)]
    assert found("phantoms", case(uses=both)) == "good"


def test_what_could_not_be_read_is_not_judged():
    given = case(people=[ADA], uses=[use("ada")], unread=frozenset({"uses", "flags"}))
    judged = {slug for slug, check in BY_SLUG.items() if check.finding(given)}
    assert not judged & {"same-email", "old-sdk", "flags", "clock", "phantoms"}


def test_a_week_is_seven_days():
    later = Aside(ago(1) + timedelta(minutes=1), "too large")
    assert found("dropped", case(people=[ADA], aside=[later, *aside(9, days=8)])) == "warn"
