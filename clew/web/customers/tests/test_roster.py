"""Lists of customers as somebody at a desk keeps them: saved lists, files, selections."""

import csv
import io
from uuid import uuid4

import orjson
import pytest
from asgiref.sync import async_to_sync
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clew.analytics import selections
from clew.analytics.models import CustomerList
from clew.analytics.selections import Selected
from clew.core.models import FactRecord
from clew.people.models import Account
from clew.tickets.exporting import BOM
from tests import cast

pytestmark = pytest.mark.django_db

LISTS = "/customers/lists"
PAGE = 24  # statements: the shell of every page, the list, one for each source of its columns


def text(answer):
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def rows(page):
    return page.count("<tr data-row>")


def lines(answer):
    assert answer.status_code == 200

    async def whole():
        return b"".join([part async for part in answer.streaming_content])

    found = async_to_sync(whole)().decode()
    assert found.startswith(BOM)
    return list(csv.reader(io.StringIO(found.removeprefix(BOM))))


def save(desk, name="Worried", **given):
    fields = {"list": "accounts", "filter": "plan:is:enterprise", "name": name} | given
    return desk.post(LISTS, fields, headers={"HX-Request": "true"})


@pytest.fixture
def lead(client):
    client.force_login(cast.staff("Lena Lead", role="lead"))
    return client


def test_the_first_list_is_of_accounts(desk, ada, heron):
    page = text(desk.get("/customers/"))
    assert "Heron" in page
    assert "Ada Quist" not in page


def test_an_address_narrows_sorts_and_arranges(desk, heron):
    cast.account("Tern", plan="free")
    page = text(
        desk.get("/customers/?list=accounts&filter=plan:is:free&columns=plan,properties.mrr")
    )
    assert rows(page) == 1
    assert "Plan is free" in page
    assert ">mrr<" in page
    assert "Save as list" in page  # something was changed
    assert rows(text(desk.get("/customers/?list=accounts&any=plan:is:free;name:is:heron"))) == 2


def test_what_cannot_be_asked_is_left_out_and_said(desk, heron):
    page = text(desk.get("/customers/?list=accounts&filter=nothing:is:x"))
    assert "have no field" in page
    assert rows(page) == 1


def test_a_search_finds_also_who_is_not_in_the_list(desk, ada, heron):
    page = text(desk.get("/customers/?list=accounts&q=quist", headers={"HX-Request": "true"}))
    assert "Not in this list, but called so" in page
    assert "Ada Quist" in page


def test_a_list_is_saved_renamed_deleted_and_comes_back(desk, heron):
    where = save(desk)["X-Clew-Location"]
    saved = CustomerList.objects.get()
    assert (saved.filters, saved.owner.name) == (
        {"all": [{"field": "plan", "operator": "is", "value": ["enterprise"]}]},
        "Maya Lindholm",
    )
    assert rows(text(desk.get(where))) == 1
    desk.post(f"{LISTS}/{saved.pk}", {"name": "Large"})
    given = {"list": "my.worried", "sort": "name", "filter": ""}
    desk.post(f"{LISTS}/{saved.pk}", given)
    saved.refresh_from_db()
    assert (saved.name, saved.sort, saved.filters) == ("Large", "name", {})
    answer = desk.post(f"{LISTS}/{saved.pk}/deletion", headers={"HX-Request": "true"})
    assert not CustomerList.objects.exists()
    undo = orjson.loads(answer["X-Clew-Toast"])["undo"]
    desk.post(undo["url"], undo["fields"])
    assert CustomerList.objects.get().name == "Large"
    names = FactRecord.objects.filter(subject__startswith="customer-list/").values_list("name")
    assert [name.rpartition(".")[2] for (name,) in names.order_by("id")] == [
        "CustomerListCreated", "CustomerListChanged", "CustomerListChanged",
        "CustomerListDeleted", "CustomerListCreated",
    ]  # fmt: skip


def test_saving_can_be_undone(desk, heron):
    save(desk)
    saved = CustomerList.objects.get()
    before = saved.filters
    answer = desk.post(
        f"{LISTS}/{saved.pk}", {"list": "my.worried", "filter": "name:is:x"},
        headers={"HX-Request": "true"},
    )  # fmt: skip
    undo = orjson.loads(answer["X-Clew-Toast"])["undo"]
    desk.post(undo["url"], undo["fields"])
    saved.refresh_from_db()
    assert saved.filters == before


def test_lists_of_everybody_are_kept_by_leads(desk, lead, heron):
    assert save(lead, shared="1").status_code == 204
    saved = CustomerList.objects.get()
    assert saved.owner is None
    maya = cast.staff()
    lead.force_login(maya)
    assert "Worried" in text(lead.get("/customers/"))
    assert save(lead, shared="1").status_code == 403
    for path in ("", "/deletion", "/place"):
        assert lead.post(f"{LISTS}/{saved.pk}{path}", {"name": "Mine"}).status_code == 404
    lead.force_login(cast.light_agent())
    assert save(lead).status_code == 403
    assert lead.get(f"{LISTS}/export.csv").status_code == 403


def test_somebody_elses_list_is_not_there(desk, lead, heron):
    save(lead, "Secret plans")
    saved = CustomerList.objects.get()
    lead.force_login(cast.staff())
    assert "Secret plans" not in text(lead.get("/customers/"))
    assert lead.post(f"{LISTS}/{saved.pk}/deletion").status_code == 404


def test_lists_move(desk, heron):
    for name in ("One", "Two"):
        save(desk, name)
    second = CustomerList.objects.get(name="Two")
    desk.post(f"{LISTS}/{second.pk}/place", {"to": "left"})
    assert [one.name for one in CustomerList.objects.order_by("position")] == ["Two", "One"]


def test_the_file_has_every_row_and_no_formula(desk, heron):
    for number in range(3):
        cast.account(f"=SUM({number})")
    Account.objects.create(
        group=heron, environment=heron.environment, mrr=8400, currency="EUR",
        updated_at=heron.created_at,
    )  # fmt: skip
    found = lines(desk.get(f"{LISTS}/export.csv?list=accounts&columns=plan,mrr&sort=name"))
    assert found[0] == ["key", "Name", "Plan", "MRR", "MRR, currency"]
    assert found[4][0] == heron.key
    assert [row[1] for row in found[1:]] == ["'=SUM(0)", "'=SUM(1)", "'=SUM(2)", "Heron"]
    assert found[4][2:] == ["enterprise", "8400.00", "EUR"]
    fact = FactRecord.objects.get(name="analytics.CustomersExported")
    assert (fact.payload["customers"], fact.payload["list_name"]) == (4, "Accounts")


def test_a_filter_is_built_and_what_is_wrong_with_it_said(desk, heron):
    form = text(desk.get(f"{LISTS}/filter?list=accounts&c.field=mrr&c.operator=gt&c.was=mrr"))
    assert 'type="number"' in form
    assert "properties.seats" in form  # seen on an account
    wrong = {"list": "accounts", "c.field": "mrr", "c.operator": "gt", "c.value": "much"}
    answer = desk.get(f"{LISTS}/filtered", wrong, headers={"HX-Request": "true"})
    assert "write a number" in text(answer)
    right = wrong | {"c.value": "10"}
    answer = desk.get(f"{LISTS}/filtered", right, headers={"HX-Request": "true"})
    assert "filter=mrr%3Agt%3A10" in answer["HX-Redirect"]


def test_columns_are_offered_by_section(desk, heron):
    picker = text(desk.get(f"{LISTS}/columns?list=accounts&columns=plan"))
    assert picker.index('value="plan"') < picker.index('value="mrr"')
    assert 'value="properties.seats"' in picker


def test_the_customers_behind_a_number(desk, ada, heron, monkeypatch):
    monkeypatch.setattr(selections, "RESOLVERS", {})
    absorbed = cast.person("Eva Old")
    absorbed.merged_into = ada
    absorbed.save()
    cast.person("Ben Lund")

    def resolve(environment, params):
        if params.get("day") != "monday":
            raise ValidationError("There is no such day.")
        return Selected("people", [absorbed.pk, uuid4()], "Active on Monday")

    selections.register("made", resolve)
    page = text(desk.get(selections.selection_url("made", day="monday")))
    assert "Customers behind: <b>Active on Monday</b>" in page
    assert rows(page) == 1
    assert "Ada Quist" in page
    assert "There is no such day." in text(desk.get(selections.selection_url("made", day="x")))
    assert "cannot find any more" in text(desk.get("/customers/?selection=none"))


@pytest.mark.parametrize("slug", ["accounts", "people", "poor-health", "trials-ending"])
def test_a_page_costs_the_same_for_one_and_for_fifty(desk, ada, heron, slug):
    def cost():
        desk.get(f"/customers/?list={slug}")
        with CaptureQueriesContext(connection) as seen:
            text(desk.get(f"/customers/?list={slug}"))
        return len(seen)

    few = cost()
    for number in range(30):
        who = cast.person(f"p{number} Lund")
        cast.account(f"Firm {number}", members=(who,))
    assert cost() == few <= PAGE
