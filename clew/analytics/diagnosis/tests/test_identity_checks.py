"""Each check about ids: what it finds, what it leaves alone, and the borderline between."""

import pytest

from clew.analytics.diagnosis.tests.cases import (
    BY_SLUG,
    ago,
    call,
    case,
    found,
    person,
    place,
    refused,
    use,
)

ADA = person("ada")
ADAS_OTHER = person("ada@heron.example", ours=False)
ANON = "0198c0de-0000-7000-8000-00000000000"
MADE_UP = f"{ANON}1"
ILLEGAL = "cannot_merge_with_illegal_distinct_id"


def fresh(count, days):
    """Ids a browser made up, each used on one day."""
    ids = [f"{ANON[:-2]}{n:03d}" for n in range(count)]
    uses = [use(each, days=1, first_at=ago(days(n)), events=2) for n, each in enumerate(ids)]
    return {"people": [person("ada", *ids)], "uses": uses}


@pytest.mark.parametrize(
    ("given", "weight"),
    [
        ({"people": [ADA, ADAS_OTHER], "uses": [use("ada"), use("ada@heron.example")]}, "bad"),
        ({"people": [ADA, ADAS_OTHER], "uses": [use("ada")]}, "warn"),  # the other is silent
        ({"people": [person("ada", email=" ADA@heron.example"), ADAS_OTHER]}, "warn"),
        ({"people": [ADA, person("bob", email="bob@heron.example", ours=False)]}, "good"),
        ({"people": [person("ada", email="")]}, ""),
    ],
)
def test_several_people_with_one_email(given, weight):
    assert found("same-email", case(**given)) == weight


@pytest.mark.parametrize(
    ("people", "ids", "weight"),
    [
        ([ADA, person("anon", email="", identified=False, ours=False)], ("ada", "anon"), "bad"),
        ([ADA], ("ada", "never-seen"), "bad"),
        ([ADA, person("bob", email="b@x.example", ours=False)], ("ada", "bob"), "warn"),
        ([person("ada", "anon")], ("ada", "anon"), "good"),  # joined by identify
        ([ADA, person("bob", ours=False)], ("bob", "eve"), "good"),  # none of them is ours
        ([ADA], (), ""),
    ],
)
def test_one_session_with_several_people(people, ids, weight):
    sessions = [place("s1", each) for each in ids]
    assert found("shared-session", case(people=people, sessions=sessions)) == weight


@pytest.mark.parametrize(
    ("strangers", "identified", "weight"),
    [
        (1, False, "warn"),
        (2, False, "warn"),
        (3, False, "good"),
        (1, True, "info"),
        (0, True, "good"),
    ],
)
def test_an_address_of_an_office_says_little(strangers, identified, weight):
    others = [
        person(f"o{n}", email="", identified=identified, ours=False) for n in range(strangers)
    ]
    addresses = [
        place("203.0.113.9", each) for each in ["ada", *(o.distinct_ids[0] for o in others)]
    ]
    given = case(people=[ADA, *others], addresses=addresses)
    assert found("shared-address", given) == weight


def test_an_address_of_servers_says_nothing():
    local = [place("127.0.0.1", each) for each in ("ada", "somebody")]
    assert found("shared-address", case(people=[ADA], addresses=local)) == "good"
    addresses = [place("203.0.113.9", "ada"), place("203.0.113.9", "srv", "posthog-python")]
    assert found("shared-address", case(people=[ADA], addresses=addresses)) == "good"
    assert found("shared-address", case(people=[ADA], addresses=addresses, is_account=True)) == ""


def test_alias_after_both_are_identified_comes_too_late():
    people = [ADA, person("a2", email="", ours=False)]
    calls = [call("$create_alias", "ada", "a2", 3), call("$identify", "a2", ANON, 4)]
    finding = BY_SLUG["merge-order"].finding(
        case(people=people, calls=calls, refused=[refused("ada", "a2")])
    )
    assert finding.weight == "bad"
    assert "too late" in finding.title
    assert "was identified on" in finding.evidence.rows[0][-1]


def test_the_alias_trap_of_server_sdks_is_named():
    anonymous = person("anon", email="", identified=False, ours=False)
    calls = [call("$create_alias", "anon", "ada", 3, "posthog-python")]
    finding = BY_SLUG["merge-order"].finding(
        case(people=[ADA, anonymous], calls=calls, refused=[refused("anon", "ada")])
    )
    assert "wrong way round" in finding.title
    assert "previous_id=user id" in finding.fix


def test_a_login_on_a_shared_computer_is_no_alias():
    yusuf = person("yusuf", email="y@x.example", ours=False)
    calls, turned_away = [call("$identify", "yusuf", "ada")], [refused("yusuf", "ada")]
    given = case(people=[ADA, yusuf], calls=calls, refused=turned_away)
    assert (found("merge-order", given), found("refused-merge", given)) == ("", "warn")


@pytest.mark.parametrize(
    ("calls", "turned_away", "weight"),
    [
        ([call("$create_alias", "ada", "a2")], [], "good"),
        ([call("$identify", "ada", ANON)], [refused("ada", ANON)], ""),  # no alias at all
        ([], [], ""),
    ],
)
def test_alias_in_the_right_order(calls, turned_away, weight):
    given = case(people=[person("ada", "a2")], calls=calls, refused=turned_away)
    assert found("merge-order", given) == weight


@pytest.mark.parametrize(
    ("other", "turned_away", "weight"),
    [
        (person("bob", email="bob@x.example", ours=False), [refused("ada", "bob")], "warn"),
        (person("ada2", ours=False), [refused("ada", "ada2")], "bad"),  # the same email
        (person("ada2", ours=False), [refused("ada", "ada2", ILLEGAL)], ""),  # told elsewhere
        (person("ada2", ours=False), [], "good"),
    ],
)
def test_refused_merges(other, turned_away, weight):
    calls = [call("$identify", "ada", other.distinct_ids[0])]
    given = case(people=[ADA, other], calls=calls, refused=turned_away)
    assert found("refused-merge", given) == weight


@pytest.mark.parametrize(
    ("given", "weight"),
    [
        (
            {
                "people": [ADA, ADAS_OTHER],
                "uses": [use("ada"), use("ada@heron.example", "posthog-python", "7.79.0")],
            },
            "bad",
        ),
        ({"people": [ADA], "uses": [use("ada"), use("ada", "posthog-python")]}, "good"),
        ({"people": [ADA], "uses": [use("ada")]}, ""),  # no server at all
        (
            {"people": [ADA], "uses": [use("ada"), use("srv", "posthog-node")], "is_account": True},
            "warn",
        ),
        (
            {
                "people": [ADA],
                "uses": [use("ada"), use("srv", "posthog-node", events=19)],
                "is_account": True,
            },
            "good",
        ),
    ],
)
def test_browser_and_server_that_never_meet(given, weight):
    assert found("two-sides", case(**given)) == weight


@pytest.mark.parametrize(
    ("given", "weight"),
    [
        ({"people": [person("undefined")], "uses": [use("undefined")]}, "bad"),
        ({"people": [ADA], "refused": [refused("ada", "null", ILLEGAL)]}, "bad"),
        ({"people": [person("ada", "Ada ")], "uses": [use("ada"), use("Ada ")]}, "bad"),
        (
            {
                "people": [person("ada-417", "ada@heron.example")],
                "uses": [use("ada-417"), use("ada@heron.example", "posthog-python")],
            },
            "warn",
        ),
        (  # the same SDK knows both: the id was changed, and joined
            {
                "people": [person("ada-417", "ada@heron.example")],
                "uses": [use("ada-417"), use("ada@heron.example")],
            },
            "good",
        ),
        ({"people": [person("undefinedly")], "uses": [use("undefinedly")]}, "good"),
        ({}, ""),
    ],
)
def test_ids_that_look_wrong(given, weight):
    assert found("odd-id", case(**given)) == weight


@pytest.mark.parametrize(
    ("given", "weight"),
    [
        (fresh(12, lambda _: 3), "bad"),
        (fresh(4, lambda _: 3), "warn"),
        (fresh(3, lambda _: 3), "good"),
        (fresh(11, lambda n: n), "good"),  # a new device now and then
        (fresh(12, lambda n: n), "bad"),
        ({"people": [ADA], "uses": [use("ada", "posthog-python")]}, ""),
    ],
)
def test_reset_on_every_page(given, weight):
    assert found("resets", case(**given)) == weight


@pytest.mark.parametrize(
    ("given", "weight"),
    [
        ({"people": [ADA], "uses": [use("ada")]}, "good"),
        ({"people": [person("ada", identified=False)], "uses": [use("ada")]}, "warn"),
        ({"people": [person("ada", identified=False)]}, "info"),
        # A server's code calls no identify: what it sends as id is the user's.
        ({"people": [person("7", identified=False)], "uses": [use("7", "posthog-python")]}, "good"),
        (
            {"people": [person(MADE_UP, identified=False)], "uses": [use(MADE_UP, "posthog-node")]},
            "good",
        ),
        (
            {
                "people": [person(MADE_UP, identified=False)],
                "uses": [use(MADE_UP, "posthog-node"), use(MADE_UP)],
            },
            "warn",
        ),
        ({"people": [ADA], "is_account": True}, ""),
    ],
)
def test_somebody_never_identified(given, weight):
    assert found("unidentified", case(**given)) == weight


def test_calls_that_were_ignored():
    kind = "invalid_event_when_process_person_profile_is_false"
    assert (
        found("ignored-call", case(uses=[use("ada")], refused=[refused("ada", "", kind)])) == "warn"
    )
    assert found("ignored-call", case(uses=[use("ada")], refused=[refused("ada", "bob")])) == "good"
    assert found("ignored-call", case()) == ""
