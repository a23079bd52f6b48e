from datetime import UTC, datetime, timedelta

import pytest

from tests import cast

AT = datetime(2026, 3, 4, 12, tzinfo=UTC)


def events(stored, ada):
    for minute in range(3):
        stored(ada, "report opened", AT + timedelta(minutes=minute), {"n": minute}, group_0="heron")
    stored(
        ada,
        "$exception",
        AT + timedelta(hours=1),
        {"$exception_list": [{"type": "BrewError", "value": "no water"}]},
        error_type="BrewError",
        error_value="no water",
        group_0="heron",
    )
    stored(
        ada,
        "$ai_generation",
        AT + timedelta(hours=2),
        {"$ai_model": "tea-1", "$ai_input": "Hi", "$ai_output_choices": "Hello"},
        trace_id="t1",
        group_0="heron",
    )


def test_customers_are_found_and_listed(agent, ada):
    cast.person("Bo Berg")
    found = agent.get("/customers", search="quist").json()
    assert [(each["kind"], each["name"]) for each in found["items"]] == [("person", "Ada Quist")]
    heron = agent.get("/customers", search="heron").json()["items"]
    assert {each["kind"] for each in heron} == {"person", "group"}
    assert len(agent.get("/customers").json()["items"]) == 2
    page = agent.get("/customers", limit=1).json()
    rest = agent.get("/customers", limit=1, cursor=page["next_cursor"]).json()
    assert rest["next_cursor"] is None


@pytest.mark.parametrize("by", ["id", "distinct_id", "email"])
def test_a_person_is_shown_whole(by, agent, ada, stored):
    events(stored, ada)
    ticket = cast.ticket(requester=ada)
    asked = {"id": str(ada.pk), "distinct_id": "ada", "email": "ADA@heron.example"}[by]
    profile = agent.get("/customers/person", **{by: asked}).json()
    person = profile["person"]
    assert (person["id"], person["name"]) == (str(ada.pk), "Ada Quist")
    assert person["distinct_ids"] == ["ada"]
    assert person["is_identified"] is True
    assert person["properties"] == {}
    assert person["created_at"]
    assert [group["key"] for group in profile["groups"]] == ["heron"]
    assert profile["people"] == []
    assert len(profile["events"]) == 5
    opened = profile["events"][-1]
    assert opened["event"] == "report opened"
    assert opened["timestamp"] == "2026-03-04T12:00:00Z"
    assert opened["distinct_id"] == "ada"
    assert opened["properties"] == {"n": 0}
    (error,) = profile["errors"]
    assert (error["type"], error["value"], error["times"]) == ("BrewError", "no water", 1)
    (trace,) = profile["llm_traces"]
    assert (trace["trace_id"], trace["latest_output"]) == ("t1", "Hello")
    assert [each["number"] for each in profile["tickets"]] == [ticket.number]
    assert profile["usage_metrics"] == []


def test_a_group_is_everybody_in_it(agent, ada, stored):
    events(stored, ada)
    ticket = cast.ticket(requester=ada)
    profile = agent.get("/customers/group", type="company", key="heron").json()
    assert profile["group"]["name"] == "Heron"
    assert profile["group"]["plan"] == "scale"
    assert [person["name"] for person in profile["people"]] == ["Ada Quist"]
    assert len(profile["events"]) == 5
    assert [each["number"] for each in profile["tickets"]] == [ticket.number]


def test_each_section_has_its_pages(agent, ada, stored):
    events(stored, ada)
    numbers = {cast.ticket(requester=ada).number for _ in range(3)}
    seen, tickets, cursors = [], set(), {}
    for _ in range(3):
        profile = agent.get("/customers/person", distinct_id="ada", limit=2, **cursors).json()
        seen += [event["uuid"] for event in profile["events"]]
        tickets |= {each["number"] for each in profile["tickets"]}
        after = profile["next_cursors"]
        cursors = {f"{name}_cursor": at for name, at in after.items() if at}
        if not after["events"]:
            break
    assert len(seen) == len(set(seen)) == 5
    assert tickets == numbers
    bad = agent.get("/customers/person", distinct_id="ada", events_cursor="x")
    assert bad.status_code == 422


def test_the_same_id_in_another_environment_is_somebody_else(agent, ada, stored):
    staging = cast.environment("staging")
    other = cast.person("Ada Staging", inside=staging)
    stored(other, "tested", AT)
    profile = agent.get("/customers/person", distinct_id="ada", environment="staging").json()
    assert profile["person"]["name"] == "Ada Staging"
    assert [event["event"] for event in profile["events"]] == ["tested"]
    assert agent.get("/customers/person", distinct_id="ada").json()["events"] == []
