import pytest

from clew.core.actors import SYSTEM
from clew.people.actions.account_merges import merge_accounts
from clew.people.models import Account, Group, Scope
from tests import cast
from tests.programs import caller

pytestmark = pytest.mark.django_db


@pytest.fixture
def heron():
    return cast.account("Heron")


@pytest.fixture
def admin():
    return caller(Scope.ADMIN)


@pytest.fixture
def agent():
    return caller(Scope.AGENT)


def test_an_account_is_read_and_changed(admin, agent, heron):
    cast.staff("Nils Berg")
    given = {
        "values": {"plan": "enterprise", "mrr": "1,200.50", "seats": 40},
        "owners": {"csm": {"email": "nils@clew.example"}},
        "links": [{"label": "CRM", "url": "https://crm.example/1"}],
    }
    told = admin.patch("/accounts/heron", given).json()
    assert told["values"]["mrr"] == 1200.5
    assert told["owners"]["csm"]["is_staff"]
    assert told["plan_history"][0]["after"] == "enterprise"
    assert agent.get("/accounts/heron").json() == told
    told = admin.patch("/accounts/heron", {"values": {"mrr": None}}).json()
    assert (told["values"]["mrr"], told["given"]) == (None, ["csm", "plan", "seats"])


def test_what_cannot_be_is_refused_whole(admin, heron):
    given = {"values": {"mrr": "much", "seats": 4}, "links": []}
    assert admin.patch("/accounts/heron", given).status_code == 422
    assert admin.patch("/accounts/heron", {"value": {}}).status_code == 422
    assert admin.patch("/accounts/heron", {"owners": {"ceo": None}}).status_code == 422
    assert not Account.objects.exists()


def test_agent_tokens_read_and_strangers_do_not(agent, heron):
    assert agent.patch("/accounts/heron", {"values": {"mrr": 1}}).status_code == 403
    assert agent.post("/accounts/import", {"rows": []}).status_code == 403
    assert agent.get("/accounts/egret").status_code == 404
    assert agent.client.get("/api/v1/accounts").status_code == 401


def test_accounts_are_listed_a_page_at_a_time(agent, heron):
    egret = cast.account("Egret")
    stork = cast.account("Stork")
    merge_accounts(into=heron, absorbed=stork, by=SYSTEM)
    first = agent.get("/accounts", limit=1).json()
    second = agent.get("/accounts", limit=1, cursor=first["next_cursor"]).json()
    assert {first["items"][0]["key"], second["items"][0]["key"]} == {heron.key, egret.key}
    assert second["next_cursor"] is None
    assert agent.get("/accounts/stork").json()["merged_keys"] == ["stork"]


def test_rows_are_imported_all_or_none(admin, heron):
    rows = [{"key": "heron", "mrr": 1200, "csm": "Bo Lind"}, {"key": "nobody", "mrr": 5}]
    refused = admin.post("/accounts/import", {"rows": rows})
    assert refused.status_code == 422
    assert "rows.1" in refused.content.decode()
    assert not Account.objects.exists()
    told = admin.post("/accounts/import", {"rows": rows[:1]}).json()
    assert told == {"lines": 1, "changed": 1}
    assert Group.objects.get(key="heron").account.mrr == 1200
