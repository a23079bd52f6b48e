"""A customer's whole diagnosis, and the funnel check: pages, parts, the API, and who sees them."""

from datetime import timedelta
from uuid import uuid4

import orjson
import pytest
from django.core.cache import cache

from clew.analytics.diagnosis.evidence import Version
from clew.analytics.diagnosis.lanes import lanes
from clew.analytics.diagnosis.tests.cases import (
    NOW,
    ago,
    call,
    case,
    flag,
    person,
    refused,
    use,
)
from clew.core import clock
from clew.events.models import CaptureBatch
from clew.events.writer.loop import write_waiting
from clew.people.models import Person, Scope, Team
from clew.web.customers.diagnosing.drawn_lanes import drawing
from clew.web.customers.diagnosing.tables import flag_rows, sdk_rows
from clew.web.customers.subject import address
from tests import cast
from tests.programs import caller

EMAIL = "ilse@heron.example"
ADA = person("ada", "anon", name="Ada")


def event(name, distinct_id, days, lib="web", **properties):
    known = {"$lib": lib, "$lib_version": "3.5.0", "$groups": {"company": "heron"}}
    at = clock.now() - timedelta(days=days)
    sent = {"event": name, "distinct_id": distinct_id, "timestamp": at.isoformat(),
            "uuid": str(uuid4()), "properties": known | properties}  # fmt: skip
    return sent | ({"$set": {"email": EMAIL}} if name in {"$identify", "$set"} else {})


def story():
    """The browser knows her number, the server her email: the last step is somebody else's."""
    yield event("signed up", "anon", 9, **{"$feature/editor": False})
    yield event("$identify", "u-417", 8.9, **{"$anon_distinct_id": "anon"})
    yield event("report opened", "u-417", 8)
    yield event("$set", EMAIL, 7.5, "posthog-python")
    yield event("report sent", EMAIL, 7, "posthog-python")
    yield event("signed up", "other", 5, **{"$groups": {}})
    yield event("report opened", "other", 4, **{"$groups": {}})


@pytest.fixture
def ilse(store, db):
    cache.clear()
    inside = cast.environment()
    cast.account()
    events = list(story())
    CaptureBatch.objects.create(
        environment=inside, path="/batch", content_type="application/json",
        body=orjson.dumps({"api_key": "clew_test", "batch": events}),
        event_count=len(events), received_at=clock.now(),
    )  # fmt: skip
    write_waiting(store)
    return Person.objects.get(distinct_ids__distinct_id="u-417")


def page_of(desk, url, **asked):
    answer = desk.get(url, asked)
    assert answer.status_code == 200, (url, answer.status_code)
    return answer.content.decode()


def test_from_the_ticket_to_the_split(desk, ilse):
    words = "Nobody gets from “signed up” to report_opened, then report sent"
    ticket = cast.ticket("Our funnel drops", words, requester=ilse)
    asked = {"ticket": ticket.number}

    whole = page_of(desk, address(ilse, "diagnosing"), **asked)
    assert f"Back to #{ticket.number}" in whole
    found = page_of(desk, address(ilse, "diagnosing/found"), **asked)
    for shown in (
        "One email, 2 people",
        "3 ids of 2 people by time",
        "identify() as u-417",
        "posthog-python",
        "Copy as text",
        "Nothing of this customer was dropped",
    ):
        assert shown in found, shown

    form = page_of(desk, "/insights/funnel", person=ilse.pk, **asked)
    assert "Proposed: the ticket names these events" in form
    steps = {f"events.{n}.event": name for n, name in enumerate(
        ("signed up", "report opened", "report sent"))}  # fmt: skip
    for field, name in steps.items():
        assert f'name="{field}" id="funnel-{field[:-6]}" value="{name}"' in form

    said = page_of(desk, "/insights/funnel/result", person=ilse.pk, breakdown="$feature/editor",
                   **asked, **steps)  # fmt: skip
    assert "Ways that go on under another person" in said
    assert "same email: ilse@heron.example" in said
    assert "1 if split people were one" in said
    assert "Nobody of this customer came through" in said
    together = page_of(desk, "/insights/funnel/result", type="company", account="heron", **steps)
    assert "Ways that go on under another person" in together


def test_a_program_checks_a_funnel(ilse):
    robot = caller(Scope.AGENT)
    steps = ["signed up", "report opened", {"event": "report sent"}]
    said = robot.post("/funnels", {"steps": steps, "person": str(ilse.pk)}).json()
    assert [each["people"] for each in said["steps"]] == [1, 1, 0]
    assert [each["people_if_one"] for each in said["steps"]] == [1, 1, 1]
    assert [each["everyone"] for each in said["steps"]] == [2, 2, 0]
    assert said["splits"][0]["shared"][0] == f"same email: {EMAIL}"
    assert said["stopped"][0]["step"] == 2
    everyone = robot.post("/funnels", {"steps": steps}).json()
    assert everyone["steps"][0]["people"] is None
    wrong = robot.post("/funnels", {"steps": ["one"], "days": 0})
    assert wrong.status_code == 422
    assert "at least two steps" in wrong.content.decode()


def test_strangers_and_hidden_tickets(desk, client, store, db):
    ada = cast.person()
    secret = cast.ticket("Hidden words")
    secret.team = Team.objects.create(name="Legal", slug="legal", private=True)
    secret.save()
    for url in (address(ada, "diagnosing"), address(ada, "diagnosing/found"), "/insights/funnel"):
        assert desk.get(url, {"ticket": secret.number}).status_code == 404
        assert desk.get(url, {"ticket": "x"}).status_code == 404
    assert desk.get("/insights/funnel", {"person": str(uuid4())}).status_code == 404
    client.logout()
    for url in (address(ada, "diagnosing"), "/insights/funnel", "/insights/funnel/result"):
        assert client.get(url).status_code in {302, 401, 403}
    assert caller(Scope.CAPTURE).post("/funnels", {"steps": ["a", "b"]}).status_code in {401, 403}


def test_steps_are_written_in_place(desk, store, db):
    asked = {"events.0.event": "a", "events.1.event": "b"}
    added = page_of(desk, "/insights/funnel/steps", edit="add:events", **asked)
    assert 'name="events.2.event"' in added
    up = page_of(desk, "/insights/funnel/steps", edit="up:events.1", **asked)
    assert 'name="events.0.event" id="funnel-events.0" value="b"' in up
    filtered = page_of(desk, "/insights/funnel/steps", edit="add:events.0.filters", **asked)
    assert 'name="events.0.filters.0.property"' in filtered
    few = page_of(desk, "/insights/funnel/result", **{"events.0.event": "a"})
    assert "at least two steps" in few


def test_marks_stand_where_they_happened_and_say_it():
    calls = [call("$identify", "ada", "anon", 5), call("$create_alias", "ada", "bob", 4.99)]
    uses = [use("ada", first_at=ago(9)), use("anon", "posthog-node"), use("bob", ours=False)]
    known = case(people=[ADA, person("bob", ours=False)], uses=uses, calls=calls,
                 refused=[refused("ada", "bob", days=3)])  # fmt: skip
    drawn = drawing(lanes(known), NOW)
    marks = {point.sign: point for row in drawn.rows for point in row.points}
    assert marks["identify"].words == "identify() as ada; anon became theirs"
    assert "not joined: both were identified" in marks["refused"].words
    places = [point.x for row in drawn.rows for point in row.points]
    assert all(0 <= x <= 100 for x in places)
    assert marks["alias"].x - marks["identify"].x >= 1.8  # neither covers the other
    assert [join.sign for join in drawn.joins] == ["identify", "alias", "refused"]
    sides = {span.side for row in drawn.rows for span in row.spans}
    assert sides == {"client", "server"}
    assert [row.starts for row in drawn.rows] == [False, False, True]
    assert drawn.asked is not None
    assert drawing(lanes(case()), NOW) is None


def test_tables_of_sdks_and_flags():
    versions = (Version("web", "1.449.0", ago(60), ago(0)),)
    uses = [use("ada", version="1.200.0"), use("bo", version="1.200.0"), use("ada", "strange", "")]
    calls = [flag("ada", "control", 40), flag("ada", "test", 2), flag("ada", "on", 3, name="other")]
    known = case(people=[ADA], uses=uses, flags=calls, versions=versions)
    web, strange = sdk_rows(known)
    assert (web.ids, web.events, web.is_old, web.side) == (2, 60, True, "Browser or app")
    assert (strange.version, strange.verdict) == ("not said", "Not known")
    changed, same = flag_rows(known)
    assert (changed.before, changed.after, changed.at) == ("control", "test", ago(hours=2))
    assert (same.flag, same.changed) == ("other", False)
