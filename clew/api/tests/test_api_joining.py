import pytest

from clew.tickets.actions import receive_message
from clew.tickets.models import BulkJob, Ticket
from tests import cast
from tests.programs import caller

pytestmark = pytest.mark.django_db


class Asking:
    """A program that says what it expects, and reads JSON."""

    def __init__(self, program):
        self.program = program

    def get(self, path, expect=200):
        return self._read(self.program.get(path), expect)

    def post(self, path, body, expect):
        return self._read(self.program.post(path, body), expect)

    def delete(self, path):
        return self._read(self.program.post(path, method="delete"), 200)

    def _read(self, answer, expect):
        assert answer.status_code == expect, answer.content
        return answer.json()


@pytest.fixture
def agent(db):
    return Asking(caller("agent"))


@pytest.fixture
def admin(db):
    return Asking(caller("admin"))


@pytest.fixture
def two():
    return cast.ticket("One"), cast.ticket("Two")


def test_many_tickets_are_changed_and_put_back(agent, two):
    changes = [{"field": "status", "value": "pending"}, {"field": "tags.add", "value": ["vip"]}]
    numbers = [ticket.number for ticket in two]
    job = agent.post("/tickets/bulk", {"tickets": numbers, "changes": changes}, expect=201)
    assert (job["state"], job["done"], job["failures"]) == ("done", 2, [])
    assert agent.get(f"/bulk/{job['id']}")["total"] == 2
    assert {each.status for each in Ticket.objects.all()} == {"pending"}
    agent.post(f"/bulk/{job['id']}/undo", {}, expect=201)
    assert {tuple(each.tags) for each in Ticket.objects.all()} == {()}


def test_a_view_is_changed_and_failures_have_reasons(agent, two):
    Ticket.objects.filter(pk=two[0].pk).update(status="closed")
    given = {"tickets": [two[0].number], "changes": [{"field": "severity", "value": "high"}]}
    job = agent.post("/tickets/bulk", given, expect=201)
    assert job["failures"][0]["ticket"] == two[0].number
    assert "closed for good" in job["failures"][0]["reason"]
    given = {"view": "unassigned", "changes": [{"field": "severity", "value": "high"}]}
    assert agent.post("/tickets/bulk", given, expect=201)["total"] == 1


@pytest.mark.parametrize(
    "given",
    [
        {"tickets": [1], "changes": []},
        {"tickets": [], "changes": [{"field": "severity", "value": "high"}]},
        {"view": "nowhere", "changes": [{"field": "severity", "value": "high"}]},
        {"tickets": [1], "changes": [{"field": "number", "value": 1}]},
    ],
)
def test_what_cannot_be_is_refused(agent, two, given):
    agent.post("/tickets/bulk", given, expect=422)
    assert not BulkJob.objects.exists()


def test_jobs_of_others_do_not_exist(agent, admin, two):
    given = {"tickets": [two[0].number], "changes": [{"field": "severity", "value": "high"}]}
    job = agent.post("/tickets/bulk", given, expect=201)
    admin.get(f"/bulk/{job['id']}", expect=404)
    admin.post(f"/bulk/{job['id']}/undo", {}, expect=404)


def test_tickets_are_merged_and_taken_apart(agent, two):
    one, other = two
    merge = agent.post(f"/tickets/{one.number}/merge", {"tickets": [other.number]}, expect=201)
    assert merge["merged"] == [other.number]
    read = agent.get(f"/tickets/{other.number}")
    assert (read["status"], read["merged_into"]) == ("closed", one.number)
    agent.post(f"/merges/{merge['id']}/undo", {}, expect=200)
    assert agent.get(f"/tickets/{other.number}")["merged_into"] is None
    agent.post(f"/tickets/{one.number}/merge", {"tickets": [999_999]}, expect=404)


def test_a_message_is_split_off(agent, two):
    one = two[0]
    message = receive_message(ticket=one, person=one.requester, body="Also.", channel="email")
    new = agent.post(
        f"/tickets/{one.number}/split", {"message": message.pk, "subject": "Also"}, expect=201
    )
    assert [each["body"] for each in new["messages"]] == ["Also."]
    assert agent.get(f"/tickets/{new['number']}/links")["tickets"][0]["word"] == "Related to"
    back = agent.post(f"/tickets/{new['number']}/split/undo", {}, expect=200)
    assert len(back["messages"]) == 2


def test_links_are_made_read_and_removed(agent, two):
    one, other = two
    path = f"/tickets/{one.number}/links"
    made = agent.post(path, {"ticket": other.number, "kind": "duplicate"}, expect=201)
    assert made["tickets"][0]["word"] == "Duplicate of"
    made = agent.post(path, {"url": "https://wiki.heron.example/a"}, expect=201)
    agent.post(path, {}, expect=422)
    agent.post(path, {"url": "file:///etc/passwd"}, expect=422)
    agent.delete(f"{path}/tickets/{made['tickets'][0]['id']}")
    left = agent.delete(f"{path}/pages/{made['pages'][0]['id']}")
    assert left == {"tickets": [], "pages": []}
