"""The SQL page: what it runs for whom, what is kept, and the queries that ship with Clew."""

import json
import re
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from clew.analytics.models import QueryRun, SavedQuery
from clew.analytics.sql import running
from clew.analytics.sql.pages import saving
from clew.analytics.sql.pages.shipped import PRESETS, ship, written_for
from clew.core.actors import Actor
from clew.core.models import FactRecord
from clew.people.models import GroupType, Role
from clew.people.queries import default_environment
from tests import cast

PAGE = "/insights/sql"


def signed_in(staff):
    client = Client()
    client.force_login(staff)
    return client


@pytest.fixture
def maya(db):
    cast.environment()
    return cast.staff("Maya", role=Role.ADMIN)


@pytest.fixture
def nell(maya):
    return cast.staff("Nell Agent")


def asked(client, query, parameters=None, run=None, where="runs"):
    return client.post(
        f"{PAGE}/{where}",
        {"query": query, "parameters": json.dumps(parameters or {}), "run": str(run or uuid4())},
    )


def save(staff, name="Mine", **said):
    given = {"name": name, "sql": "SELECT 1", **said}
    by = Actor.staff(staff)
    return saving.save_query(environment=default_environment(), staff=staff, by=by, said=given)


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.slug)
def test_each_shipped_query_runs_with_its_defaults(customers, maya, preset):
    values = {each["name"]: each["default"] for each in preset.parameters}
    result = running.run(
        preset.sql, reader=maya, environment=default_environment(), parameters=values
    )
    names = {column["name"] for column in result.columns}
    assert {preset.chart[each] for each in ("x", "y", "series") if preset.chart.get(each)} <= names
    assert set(re.findall(r"\{(\w+):", preset.sql)) == set(values)


def test_shipped_queries_are_there_once_renewed_and_stay_deleted(maya):
    ship()
    first = SavedQuery.objects.get(preset="impersonations")
    SavedQuery.objects.filter(preset="llm-cost").update(sql="SELECT 'an older version'")
    saving.delete_query(saved=first, staff=maya, by=Actor.staff(maya))
    page = signed_in(maya).get(f"{PAGE}/queries").content.decode()
    assert "LLM cost by account" in page
    assert first.name not in page
    assert SavedQuery.objects.count() == len(PRESETS)
    assert "ai_generation" in SavedQuery.objects.get(preset="llm-cost").sql
    with pytest.raises(PermissionDenied, match="ships with Clew"):
        saving.change_query(
            saved=SavedQuery.objects.get(preset="llm-cost"), staff=maya, by=Actor.staff(maya),
            said={"sql": "SELECT 2"},
        )  # fmt: skip


def test_a_shipped_query_asks_for_the_type_of_group_that_is_the_account(maya):
    GroupType.objects.create(
        environment=default_environment(), name="company", index=2, is_account=True
    )
    ship()
    cost = SavedQuery.objects.get(preset="llm-cost")
    told = signed_in(maya).get(f"{PAGE}/{cost.pk}").context["told"]
    assert "e.$group_2 AS account_key" in told["saved"]["sql"]
    assert "group_0" not in told["saved"]["sql"]
    assert told["groups"] == {"2": "company"}
    assert written_for("x.group_0, $group_0, my_group_0", 1) == "x.group_1, $group_1, my_group_0"


def test_a_run_answers_with_rows_or_with_the_place_of_the_mistake(customers, maya):
    client = signed_in(maya)
    query = "SELECT event, {n:Int64} AS n FROM events ORDER BY timestamp LIMIT 1"
    found = asked(client, query, {"n": "7"}).json()
    assert found["rows"] == [["page", 7]]
    assert found["columns"][1] == {"name": "n", "type": "Int64"}
    wrong = asked(client, "SELECT event,\n  evnt FROM events")
    assert wrong.status_code == 422
    assert {name: wrong.json()[name] for name in ("line", "column", "length")} == {
        "line": 2, "column": 3, "length": 4,
    }  # fmt: skip


def test_the_same_run_cannot_be_sent_twice_and_nothing_runs_by_an_address(customers, maya):
    client, run = signed_in(maya), uuid4()
    assert asked(client, "SELECT 1", run=run).status_code == 200
    assert asked(client, "SELECT 1", run=run).status_code == 422
    assert asked(client, "SELECT 1", run="no-uuid").status_code == 422
    before = QueryRun.objects.count()
    assert client.get(f"{PAGE}?q=SELECT+1").status_code == 200
    assert client.get(f"{PAGE}/runs?query=SELECT+1").status_code == 405
    assert QueryRun.objects.count() == before


def test_a_file_has_no_formula_and_is_on_record(customers, maya):
    query = "SELECT '=1+1' AS a, '-5' AS b, [1, 2] AS c, NULL AS d, true AS e, 2.5 AS `=f`"
    answer = asked(signed_in(maya), query, where="csv")
    lines = answer.getvalue().decode().splitlines()
    assert lines == ["\ufeffa,b,c,d,e,'=f", '\'=1+1,-5,"[1,2]",,true,2.5']
    fact = FactRecord.objects.get(name="analytics.RowsExported")
    assert (fact.payload["rows"], fact.payload["columns"][0]) == (1, "a")
    many = asked(signed_in(maya), "SELECT arrayJoin(range(60000))", where="csv")
    assert len(many.getvalue().decode().splitlines()) == 50_001


def test_light_agents_ask_but_neither_save_nor_export(customers, maya):
    lumi = cast.light_agent()
    client = signed_in(lumi)
    shown = client.get(PAGE).content.decode()
    assert asked(client, "SELECT count() FROM events").json()["rows"] == [[8]]
    assert 'data-do="save"' not in shown
    assert 'data-do="csv"' not in shown
    assert asked(client, "SELECT 1", where="csv").status_code == 403
    refused = client.post(f"{PAGE}/queries", {"name": "x", "sql": "SELECT 1"})
    assert (refused.status_code, "Ask an agent to save queries" in refused.content.decode()) == (
        403, True,
    )  # fmt: skip


def test_one_sees_shared_queries_and_changes_only_ones_own(maya, nell):
    own, shared = save(maya, "Private"), save(maya, "For all", shared="yes")
    client = signed_in(nell)
    listed = client.get(f"{PAGE}/queries").content.decode()
    assert "For all" in listed
    assert "Private" not in listed
    assert client.get(f"{PAGE}/{own.pk}").status_code == 404
    assert client.get(f"{PAGE}/{shared.pk}").context["told"]["saved"]["mayChange"] is False
    for verb in ("changes", "deletion", "restoration"):
        assert client.post(f"{PAGE}/{own.pk}/{verb}", {"name": "Taken"}).status_code == 404
    assert client.post(f"{PAGE}/{shared.pk}/changes", {"name": "Taken"}).status_code == 403
    assert client.post(f"{PAGE}/{shared.pk}/deletion").status_code == 403
    of_nell = save(nell, "Of Nell")
    assert signed_in(maya).get(f"{PAGE}/{of_nell.pk}").status_code == 404  # not even admins


def test_saving_changing_deleting_are_taken_back(maya):
    client = signed_in(maya)
    chart = {"kind": "bars", "x": "a", "y": "b", "series": ""}
    kept = [{"name": "n", "type": "Int64", "label": "", "default": "3"}]
    said = {
        "name": " By \n account ", "sql": "SELECT {n:Int64}", "shared": "yes",
        "parameters": json.dumps(kept), "chart": json.dumps(chart),
    }  # fmt: skip
    made = client.post(f"{PAGE}/queries", said).json()
    assert (made["name"], made["parameters"], made["chart"]) == ("By account", kept, chart)
    changed = client.post(
        f"{PAGE}/{made['id']}/changes", {"sql": "SELECT 2", "seen": made["seen"]}
    ).json()
    undo = changed["toast"]["undo"]
    assert client.post(undo["url"], undo["fields"]).json()["sql"] == "SELECT {n:Int64}"
    late = client.post(f"{PAGE}/{made['id']}/changes", {"sql": "SELECT 3", "seen": made["seen"]})
    assert (late.status_code, "meanwhile" in late.content.decode()) == (422, True)
    gone = client.post(f"{PAGE}/{made['id']}/deletion").json()
    assert client.get(made["address"]).status_code == 404
    assert client.post(gone["toast"]["undo"]["url"]).status_code == 200
    assert client.get(made["address"]).status_code == 200
    names = FactRecord.objects.filter(name__startswith="analytics.Query").order_by("pk")
    assert [name.partition("Query")[2] for name in names.values_list("name", flat=True)] == [
        "Saved", "Changed", "Changed", "Deleted", "Restored",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"name": "  "}, "Write a name"),
        ({"name": "x" * 121}, "at most 120"),
        ({"sql": " \n"}, "Write a query"),
        ({"sql": "x" * 50_001}, "at most 50,000"),
        ({"parameters": "{"}, "did not arrive"),
        ({"parameters": "[1]"}, "did not arrive"),
        ({"chart": "[]"}, "did not arrive"),
    ],
)
def test_what_cannot_be_kept_is_said(maya, said, words):
    with pytest.raises(ValidationError, match=words):
        save(maya, **said)


def test_runs_are_ones_own_and_admins_see_everybodys(customers, maya, nell):
    run = uuid4()
    asked(signed_in(nell), "SELECT 'of nell'", {"n": [1]}, run=run)
    asked(signed_in(maya), "SELECT 'of maya'")
    own = signed_in(nell).get(f"{PAGE}/history?everybody=yes").content.decode()
    assert "of nell" in own
    assert "of maya" not in own
    assert "of nell" not in signed_in(maya).get(f"{PAGE}/history").content.decode()
    everybody = signed_in(maya).get(f"{PAGE}/history?everybody=yes").content.decode()
    assert "of nell" in everybody
    assert "Nell Agent" in everybody
    again = signed_in(nell).get(f"{PAGE}/runs/{run}").json()
    assert again == {"sql": "SELECT 'of nell'", "parameters": {"n": [1]}}
    other = cast.staff("Otto Other")
    assert signed_in(other).get(f"{PAGE}/runs/{run}").status_code == 404
    assert signed_in(other).post(f"{PAGE}/runs/{run}/cancellation").json() == {"cancelled": False}


def test_the_schema_says_what_this_reader_may_ask_about(customers, maya, nell):
    found = signed_in(maya).get(f"{PAGE}/schema").json()
    events = next(table for table in found["tables"] if table["name"] == "events")
    properties = next(column for column in events["columns"] if column["name"] == "properties")
    assert "o.a.b" in properties["properties"]
    assert properties["examples"]["o.a.b"] == ["deep"]
    assert "env2" not in json.dumps(properties["examples"])
    assert found["leads"]["events"]["person"] == "persons"
    assert "uniq" in found["functions"]["aggregate"]
    for staff, sees in ((maya, True), (nell, False)):
        tables = signed_in(staff).get(f"{PAGE}/schema").json()["tables"]
        messages = next(table for table in tables if table["name"] == "ticket_messages")
        assert ("body" in [column["name"] for column in messages["columns"]]) is sees


def test_strangers_find_nothing(db):
    stranger = Client()
    for path in ("", "/schema", "/history", "/queries", "/1"):
        answer = stranger.get(f"{PAGE}{path}")
        assert answer.status_code in {302, 401}
    assert asked(stranger, "SELECT 1").status_code in {302, 401, 403}
    assert not QueryRun.objects.exists()
