"""targets[] of tickets, and their ledger."""

import json

import pytest

from clew.core.actors import SYSTEM
from clew.core.options import set_options
from clew.people.models import Group
from clew.people.staff_actions import create_api_token
from clew.routing.models import LedgerEntry
from clew.routing.target_options import WITHOUT_ACCOUNT
from clew.routing.tests.promising import HOUR, MONDAY, at, content, in_force
from clew.tickets.actions import reply
from tests import cast

pytestmark = pytest.mark.django_db
SHAPE = {
    *("metric", "instance", "policy", "target_minutes", "calendar", "started_at"),
    *("paused_minutes", "due_at", "fulfilled_at", "breached_at", "state", "explanation"),
}


@pytest.fixture
def caller(client):
    _, secret = create_api_token(name="tests", scope="admin", by=SYSTEM)

    def call(path, **body):
        headers = {"Authorization": f"Bearer {secret}"}
        if body:
            return client.post(
                f"/api/v1{path}", json.dumps(body), content_type="application/json", headers=headers
            )
        return client.get(f"/api/v1{path}", headers=headers)

    return call


@pytest.fixture
def ticket():
    in_force()
    person = cast.person()
    cast.account(members=(person,), plan="scale")
    with at(MONDAY):
        return cast.ticket(requester=person)


def test_a_ticket_says_what_was_promised_as_soon_as_it_is_there(caller, ticket):
    with at(MONDAY):
        [target] = caller(f"/tickets/{ticket.number}").json()["targets"]
    assert set(target) == SHAPE
    assert target["metric"] == "first_reply"
    assert target["due_at"] == "2026-03-03T09:00:00Z"
    assert (target["state"], target["target_minutes"]) == ("running", 1440)
    assert "Scale" in target["explanation"]


def test_a_new_ticket_is_answered_with_its_targets(caller, ticket):
    answer = caller("/tickets", message="It broke.", requester={"distinct_id": "ada"})
    assert answer.status_code == 201
    assert [each["metric"] for each in answer.json()["targets"]] == ["first_reply"]


def test_a_changed_policy_and_option_count_with_the_next_ticket(caller, ticket):
    def promised():
        answer = caller("/tickets", message="It broke.", requester={"email": "bo@plover.example"})
        [target] = answer.json()["targets"]
        return target["target_minutes"]

    assert promised() == 8 * 60, "an unknown plan counts as the best"
    in_force(content(enterprise=4))
    assert promised() == 4 * 60
    set_options(values={WITHOUT_ACCOUNT.key: "boost"}, by=SYSTEM)
    assert promised() == 48 * 60


def test_the_answer_says_what_is_written_down_after_it(caller, ticket):
    answer = caller(
        "/tickets", message="It broke.", requester={"distinct_id": "ada"}, severity="critical"
    ).json()
    read = caller(f"/tickets/{answer['number']}").json()
    assert LedgerEntry.objects.filter(ticket__number=answer["number"]).exists()
    assert answer == read


def test_a_late_reply_is_both(caller, ticket):
    with at(MONDAY + 30 * HOUR):
        reply(ticket=ticket, staff=cast.staff(), body="Late.")
        [target] = caller(f"/tickets/{ticket.number}").json()["targets"]
    assert target["state"] == "breached"
    assert target["breached_at"] == "2026-03-03T09:00:00Z"
    assert target["fulfilled_at"] == "2026-03-03T15:00:00Z"


def test_a_pause_grows_while_it_lasts(caller, ticket):
    staff = cast.staff()
    with at(MONDAY + HOUR):
        reply(ticket=ticket, staff=staff, body="Try.")
    with at(MONDAY + 2 * HOUR):
        caller(
            f"/tickets/{ticket.number}/messages",
            **{"from": "customer", "body": "No.", "public": True},
        )
        reply_status(ticket, "pending")
        caller(f"/tickets/{ticket.number}")
    with at(MONDAY + 5 * HOUR):
        targets = caller(f"/tickets/{ticket.number}").json()["targets"]
    next_reply = next(each for each in targets if each["metric"] == "next_reply")
    assert (next_reply["state"], next_reply["due_at"]) == ("paused", None)
    assert next_reply["paused_minutes"] == 180


def reply_status(ticket, status):
    from clew.core.actors import Actor
    from clew.tickets.actions import set_status

    set_status(ticket=ticket, status=status, by=Actor.staff(cast.staff()))


def test_lists_have_targets_when_asked(caller, ticket):
    caller(f"/tickets/{ticket.number}")
    [plain] = caller("/tickets").json()["items"]
    assert plain["targets"] is None
    [asked] = caller("/tickets?include=targets").json()["items"]
    assert asked["targets"][0]["metric"] == "first_reply"


def test_the_ledger_is_told_step_by_step(caller, ticket):
    with at(MONDAY + 30 * HOUR):
        entries = caller(f"/tickets/{ticket.number}/ledger").json()["items"]
    assert [each["kind"] for each in entries] == ["activate", "apply", "breach"]
    assert [each["position"] for each in entries] == [0, 1, 2]
    assert entries[1]["data"]["target_minutes"] == 1440


def test_who_may_not_read_the_ticket_reads_no_ledger(client, caller, ticket):
    assert client.get(f"/api/v1/tickets/{ticket.number}/ledger").status_code == 401
    _, capture = create_api_token(name="capture", scope="capture", by=SYSTEM)
    answer = client.get(
        f"/api/v1/tickets/{ticket.number}/ledger", headers={"Authorization": f"Bearer {capture}"}
    )
    assert answer.status_code in {401, 403, 404}
    assert caller("/tickets/999999/ledger").status_code == 404


def test_targets_of_hidden_tickets_are_none(ticket):
    from clew.people.models import Sees
    from clew.routing.actions.catching_up import catch_up
    from clew.routing.queries.targets import ledger_of, standing_of, targets_of

    catch_up(ticket)
    narrow = cast.staff("Noor Haddad", sees=Sees.OWN_TEAMS)
    assert targets_of(narrow, ticket) == []
    assert ledger_of(narrow, ticket) == []
    assert standing_of(narrow, ticket) is None
    assert Group.objects.count() == 1
