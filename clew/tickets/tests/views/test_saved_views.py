"""Views through HTTP: built step by step, filtered by address, exported, arranged; strangers."""

import csv
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clew.core.actors import Actor
from clew.core.facts import facts_about
from clew.core.spreadsheets import safe
from clew.people.models import Role
from clew.tickets.actions import add_tags, create_view, set_property, set_team
from clew.tickets.models import SavedView
from tests import cast

pytestmark = pytest.mark.django_db
CRITICAL = {"all": [{"field": "severity", "operator": "is", "value": ["critical"]}]}
FORM = {
    "name": "Fires",
    "scope": "personal",
    "sort": "-created",
    "c.match": "all",
    "c.0.field": "severity",
    "c.0.operator": "is",
    "c.0.value": ["critical", "high"],
    "c.1.match": "any",
    "c.1.0.field": "created",
    "c.1.0.operator": "within",
    "c.1.0.value": "3",
    "c.1.0.unit": "d",
    "c.1.1.field": "person.",
    "c.1.1.key": "role",
    "c.1.1.operator": "is",
    "c.1.1.takes": "texts",
    "c.1.1.value": "cto, ceo",
}


@pytest.fixture
def critical(ticket, maya):
    set_property(ticket=ticket, field="severity", value="critical", by=Actor.staff(maya))
    return ticket


def made(staff, name="Fires", **given):
    given = {"scope": "personal", "conditions": CRITICAL} | given
    return create_view(staff=staff, by=Actor.staff(staff), name=name, **given)


def numbers(response):
    from re import findall

    return [int(number) for number in findall(r'data-number="(\d+)"', response.content.decode())]


def test_a_nested_view_is_made_from_its_form(agent, critical):
    response = agent.post("/views/new", FORM)
    assert response["Location"] == "/inbox/fires"
    view = SavedView.objects.get()
    assert view.conditions == {
        "all": [
            {"field": "severity", "operator": "is", "value": ["critical", "high"]},
            {
                "any": [
                    {"field": "created", "operator": "within", "value": "3d"},
                    {"field": "person.role", "operator": "is", "value": ["cto", "ceo"]},
                ]
            },
        ]
    }
    assert numbers(agent.get("/inbox/fires")) == [critical.number]
    form = agent.get("/views/fires/edit").content.decode()
    assert 'value="cto, ceo"' in form
    assert 'name="c.1.0.unit"' in form


def test_a_mistake_is_said_beside_its_condition_and_nothing_is_lost(agent):
    response = agent.post("/views/new", FORM | {"c.1.0.value": "0", "name": ""})
    page = response.content.decode()
    assert response.status_code == 422
    assert "Created: write a time" in page.split('id="error-c.1.0"')[1].split("</span>")[0]
    assert "Write a name." in page
    assert 'value="cto, ceo"' in page
    assert not SavedView.objects.exists()


@pytest.mark.parametrize(
    ("edit", "there", "gone"),
    [
        ("add:c.1", 'name="c.1.2.field"', 'name="c.2.field"'),
        ("group:c", 'name="c.2.match"', 'name="c.1.2.field"'),
        ("remove:c.0", 'name="c.0.1.key"', 'name="c.1.match"'),
        ("remove:c.1", 'name="c.0.field"', 'name="c.1.match"'),
        ("", 'name="c.1.1.key"', 'name="c.2.field"'),
    ],
)
def test_building_goes_step_by_step(agent, critical, edit, there, gone):
    page = agent.post("/views/draft", FORM | {"edit": edit}).content.decode()
    assert there in page
    assert gone not in page
    assert "now</h2>" in page


def test_the_preview_counts_and_leaves_out_what_is_unfinished(agent, critical):
    unfinished = {"c.match": "all", "c.0.field": "severity", "c.0.operator": "is"}
    page = agent.post("/views/preview", unfinished).content.decode()
    assert "1 ticket fits now" in page
    assert "1 unfinished left out" in page
    wrong = {"c.match": "all", "c.0.field": "messages", "c.0.operator": "gt", "c.0.value": "x"}
    page = agent.post("/views/preview", wrong).content.decode()
    assert "Messages: write a number." in page


def test_a_filter_lives_in_the_address(agent, critical):
    cast.ticket(subject="Calm")
    path = "/inbox/open?filter=severity%3Ais%3Acritical"
    page = agent.get(path)
    assert numbers(page) == [critical.number]
    said = page.content.decode()
    assert "Severity is Critical" in said
    assert f"/tickets/{critical.number}?view=open&amp;filter=severity%3Ais%3Acritical" in said
    assert agent.get(path.replace("?", "/count?")).content.strip() == b"1"
    row = agent.get(path.replace("?", f"/rows?number={critical.number}&"))
    assert numbers(row) == [critical.number]
    ticket = agent.get(f"/tickets/{critical.number}?view=open&filter=severity:is:critical")
    assert b"/inbox/open?filter=severity%3Ais%3Acritical" in ticket.content


def test_a_broken_filter_is_left_out_and_said(agent, critical):
    page = agent.get("/inbox/open?filter=nope:is:x")
    assert numbers(page) == [critical.number]
    assert "The filter in this address was left out." in page.content.decode()
    assert agent.get("/inbox/open/list?filter=nope:is:x").status_code == 422


def test_adding_a_filter_goes_to_its_address(agent, critical):
    given = {"c.field": "severity", "c.operator": "is", "c.value": ["critical"]}
    answer = agent.get("/inbox/open/filtered", given | {"filter": "waiting:yes:"})
    expected = "/inbox/open?filter=waiting%3Ayes%3A%3Bseverity%3Ais%3Acritical"
    assert answer["Location"] == expected
    refused = agent.get("/inbox/open/filtered", {"c.field": "messages", "c.operator": "gt"})
    assert "Messages: write a number." in refused.content.decode()


def test_groups_have_headings_with_counts_once(agent, maya):
    for index in range(53):
        made_one = cast.ticket(subject=f"Number {index}")
        if index < 2:
            set_property(ticket=made_one, field="severity", value="critical", by=Actor.staff(maya))
    page = agent.get("/inbox/open?group=severity").content.decode()
    assert page.count("inbox__group") == 2
    assert '<h2>Medium</h2><span class="count">51</span>' in page
    more = page.split('inbox__more" hx-get="')[1].split('"')[0].replace("&amp;", "&")
    assert agent.get(more).content.decode().count("inbox__group") == 0


def test_chosen_columns_are_in_the_rows(agent, critical, maya):
    made(maya, columns=["area", "created"])
    page = agent.get("/inbox/fires").content.decode()
    assert 'data-columns="2"' in page
    assert page.count('row__cell"') == 2


def test_a_view_can_be_saved_from_what_one_looks_at(agent, critical):
    page = agent.get("/views/new?from=open&filter=severity:is:critical").content.decode()
    assert page.count('aria-label="Condition"') == 2
    assert "1 ticket fits now" in page


def test_a_deleted_view_comes_back(agent, maya):
    made(maya)
    response = agent.post("/views/fires/deletion", headers={"HX-Request": "true"})
    assert "/views/fires/restoration" in response["X-Clew-Toast"]
    assert agent.get("/inbox/fires").status_code == 404
    agent.post("/views/fires/restoration")
    assert agent.get("/inbox/fires").status_code == 200


def test_the_rail_is_arranged_in_the_settings(agent, maya):
    made(maya)
    agent.post("/settings/views/arrangement", {"up": "fires"})
    agent.post("/settings/views/arrangement", {"hide": "mine"})
    rail = agent.get("/rail/counts").content.decode()
    assert rail.index("/inbox/fires") < rail.index("/inbox/solved")
    assert "/inbox/mine" not in rail
    assert agent.post("/settings/views/arrangement", {"everybody": "1"}).status_code == 403
    assert b"Hidden" in agent.get("/settings/views").content
    agent.post("/settings/views/arrangement", {"show": "mine"})
    assert "/inbox/mine" in agent.get("/rail/counts").content.decode()


STREAMED = pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume:Warning")


def exported(client, path):
    text = b"".join(client.get(path)).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:])))


@STREAMED
@pytest.mark.django_db(transaction=True)
def test_an_export_is_the_view_as_filtered_and_on_record(agent, critical, maya):
    cast.ticket(subject="Calm")
    add_tags(ticket=critical, tags=["=cmd()"], by=Actor.staff(maya))
    rows = exported(agent, "/inbox/open/export.csv?filter=severity:is:critical")
    assert len(rows) == 2
    found = dict(zip(*rows, strict=True))
    assert (found["Number"], found["Subject"]) == (str(critical.number), critical.subject)
    assert found["Tags"] == "'=cmd()"
    fact = facts_about("view/open")[-1].fact
    assert (fact.tickets, fact.filter) == (1, "severity:is:critical")
    rows = exported(agent, "/inbox/open/export.csv?column=subject&column=number")
    assert rows[0] == ["Number", "Subject"]
    assert len(rows) == 3


@STREAMED
@pytest.mark.django_db(transaction=True)
def test_an_export_holds_no_more_than_its_reader_sees(agent, critical, maya):
    private = cast.team("Private")
    private.private = True
    private.save()
    set_team(ticket=critical, team=private, by=Actor.staff(maya))
    assert len(exported(agent, "/inbox/open/export.csv")) == 1


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@a", "'@a"),
        ("\ta", "'\ta"),
        ("a=1", "a=1"),
    ],
)
def test_no_cell_is_a_formula(value, written):
    assert safe(value) == written
    assert safe(-1) == "-1"


PATHS = [
    ("get", "/inbox/fires"),
    ("get", "/inbox/fires/list"),
    ("get", "/inbox/fires/count"),
    ("get", "/inbox/fires/export.csv"),
    ("get", "/inbox/fires/filter"),
    ("get", "/inbox/fires/filtered"),
    ("get", "/views/fires/edit"),
    ("post", "/views/fires/edit"),
    ("post", "/views/fires/copy"),
    ("post", "/views/fires/deletion"),
]


@pytest.mark.parametrize(("method", "path"), PATHS)
def test_somebody_elses_view_does_not_exist(agent, method, path):
    made(cast.staff("Oskar Berg", role=Role.ADMIN))
    assert getattr(agent, method)(path).status_code == 404


@pytest.mark.parametrize(
    ("method", "path"),
    [*PATHS, ("get", "/views/new"), ("post", "/views/draft"), ("get", "/settings/views")],
)
def test_a_stranger_is_sent_to_sign_in(maya, method, path):
    made(maya)
    response = getattr(Client(), method)(path)
    assert (response.status_code, response["Location"][:8]) == (302, "/sign-in")


def test_saved_views_cost_the_pages_no_statement(agent, maya, critical):
    def statements(path):
        agent.get(path)
        with CaptureQueriesContext(connection) as asked:
            assert agent.get(path).status_code == 200
        return len(asked)

    before = statements("/inbox/open"), statements("/rail/counts")
    for index in range(6):
        made(maya, f"Fires {index}", group_by="status")
    assert (statements("/inbox/open"), statements("/rail/counts")) == before
    assert statements("/inbox/fires-3") <= 9
    assert statements("/rail/counts") <= 5
