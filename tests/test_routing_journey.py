"""A day of promises on a whole server: every plan, warnings, breach, escalation, somebody away.

The clock is moved with ``clew tick --at``; every hour of the week counts here, so that the day on
which the test runs does not matter.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import orjson
import pytest

from tests.serving import Served, open_folder, served

pytestmark = pytest.mark.server
PROMISED = {"free": None, "pay-as-you-go": 72, "boost": 48, "scale": 24, "enterprise": 8}  # hours
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MINUTE = timedelta(minutes=1)
STAFF = (
    "from clew.people.models import Staff, Team; "
    "team = Team.objects.create(name='Delivery', slug='delivery'); "
    "people = [Staff.objects.create_user(f'{name.lower()}@clew.example', name=f'{name} {last}')"
    " for name, last in (('Oskar', 'Brandt'), ('Hana', 'Fitzroy'))]; "
    "team.members.add(*people)"
)
QUEUE = (
    "from clew.tickets.models import Ticket; "
    "print(*Ticket.objects.order_by('queue_rank').values_list('number', flat=True))"
)
WARNED = (
    "from clew.core.models import FactRecord; "
    "rows = FactRecord.objects.filter(name__in=['routing.TargetWarned','routing.TargetBreached']);"
    "told = ((row.payload['number'], row.payload.get('hours', 0), row.recorded_at.isoformat())"
    " for row in rows.order_by('id')); "
    "print(*('/'.join(map(str, each)) for each in told))"
)


class Desk:
    """A server with a customer of each plan, each with a ticket."""

    def __init__(self, server: Served) -> None:
        self.server = server
        headers = {"Authorization": f"Bearer {server.token()}"}
        self.api = httpx.Client(base_url=f"{server.url}/api/v1", headers=headers, timeout=30)
        weekly = {day: [["00:00", "24:00"]] for day in DAYS}
        self.send("patch", "/calendars/weekdays-24h", {"weekly": weekly}, expect=200)
        server.python(STAFF)
        self.capture()
        self.tickets = {plan: self.opened(plan) for plan in PROMISED}
        server.clew("tick", "--at", datetime.now(UTC).isoformat())

    def send(self, method: str, path: str, body: Any = None, *, expect: int = 201) -> Any:
        given = {} if body is None else {"json": body}
        answer = self.api.request(method.upper(), path, **given)
        assert answer.status_code == expect, f"{method} {path}: {answer.text}"
        return answer.json()

    def capture(self) -> None:
        key = self.send("post", "/capture-keys", {"name": "tests"})["key"]
        batch: list[dict[str, Any]] = []
        for plan in PROMISED:
            company = {"$group_type": "company", "$group_key": plan, "$group_set": {"plan": plan}}
            person = {"$groups": {"company": plan}, "$set": {"email": f"{plan}@heron.example"}}
            batch += [
                {"event": "$groupidentify", "distinct_id": plan, "properties": company},
                {"event": "$identify", "distinct_id": plan, "properties": person},
                {"event": "opened", "distinct_id": plan, "properties": person},
            ]
        url = f"{self.server.url}/batch/"
        answer = httpx.post(url, json={"api_key": key, "batch": batch}, timeout=30)
        assert answer.status_code == 200, answer.text
        self.server.clew("drain")

    def opened(self, plan: str) -> int:
        asked = {"subject": f"From {plan}", "message": "Since noon.", "severity": "high"}
        made = self.send("post", "/tickets", asked | {"requester": {"distinct_id": plan}})
        number: int = made["number"]
        return number

    def tick(self, at: datetime) -> None:
        """As ``clew tick --at``, which costs a process of its own."""
        known = orjson.loads((self.server.data_dir / "server.json").read_bytes())
        headers = {"X-Clew-Control": known["control_token"]}
        url, asked = f"{self.server.url}/-/tick", {"at": at.isoformat()}
        answer = httpx.post(url, params=asked, headers=headers, timeout=200)
        assert answer.status_code == 200, answer.text

    def ticket(self, plan: str) -> dict[str, Any]:
        found: dict[str, Any] = self.send("get", f"/tickets/{self.tickets[plan]}", expect=200)
        return found

    def targets(self, plan: str) -> dict[str, dict[str, Any]]:
        return {each["metric"]: each for each in self.ticket(plan)["targets"]}

    def due(self, plan: str, metric: str = "first_reply") -> datetime:
        return datetime.fromisoformat(self.targets(plan)[metric]["due_at"])

    def queue(self) -> list[str]:
        plans = {number: plan for plan, number in self.tickets.items()}
        return [plans[int(number)] for number in self.server.python(QUEUE).split()]

    def told(self, plan: str) -> list[tuple[int, datetime]]:
        """How many hours before the breach, 0 for the breach itself, and when it was told."""
        parts = (each.split("/") for each in self.server.python(WARNED).split())
        return [
            (int(hours), datetime.fromisoformat(at))
            for number, hours, at in parts
            if int(number) == self.tickets[plan]
        ]


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    with open_folder() as folder, served(folder / "data", CLEW_TEST_ONLY="1") as server:
        yield Desk(server)


def test_every_plan_gets_what_it_was_promised(desk):
    for plan, hours in PROMISED.items():
        first = desk.targets(plan).get("first_reply")
        if hours is None:
            assert first is None, plan
            continue
        assert (first["target_minutes"], first["state"]) == (hours * 60, "running"), plan
        began = datetime.fromisoformat(first["started_at"])
        assert desk.due(plan) == began + timedelta(hours=hours)
        assert f"{hours} h" in first["explanation"]
    assert desk.queue() == ["enterprise", "scale", "boost", "pay-as-you-go", "free"]


def test_warnings_come_once_each_and_then_it_is_overdue(desk):
    due = desk.due("enterprise")
    moments = [(hours, due - timedelta(hours=hours) + MINUTE) for hours in (3, 2, 1, 0)]
    for _, at in moments:
        desk.tick(at)
        desk.tick(at + MINUTE)
    assert [hours for hours, _ in desk.told("enterprise")] == [3, 2, 1, 0]
    for (_, told_at), (_, at) in zip(desk.told("enterprise"), moments, strict=True):
        assert told_at == due or at <= told_at < at + MINUTE  # a breach is of when it was due
    assert desk.targets("enterprise")["first_reply"]["state"] == "breached"
    assert not desk.told("scale")


def test_an_escalated_ticket_stands_before_the_first_plan_and_comes_back(desk):
    path = f"/tickets/{desk.tickets['boost']}/escalations"
    given = {"to": "engineering", "team": "delivery"}
    desk.send("post", path, given, expect=400)
    assert desk.queue()[0] == "enterprise"
    made = desk.send("post", path, given | {"note": "The exporter drops rows. I saw the same."})
    desk.tick(datetime.now(UTC))
    shown = desk.ticket("boost")
    assert (shown["escalated_to"], shown["team"]["slug"]) == ("engineering", "delivery")
    assert desk.queue()[:2] == ["boost", "enterprise"]
    assert desk.targets("boost")["escalated_reply"]["target_minutes"] == 48 * 60
    answer = {"body": "Our engineers have it. You hear from us tomorrow."}
    desk.send("post", f"/tickets/{desk.tickets['boost']}/messages", answer)
    ended = desk.send("delete", f"{path}/{made['id']}?outcome=fixed", expect=200)
    assert (ended["state"], ended["previous_team"]) == ("ended", None)
    desk.tick(datetime.now(UTC))
    assert (desk.ticket("boost")["escalated_to"], desk.ticket("boost")["team"]) == ("", None)
    states = {name: each["state"] for name, each in desk.targets("boost").items()}
    assert states == {"first_reply": "fulfilled", "escalated_reply": "fulfilled"}
    assert desk.queue()[0] == "enterprise"


def test_a_ticket_of_somebody_away_goes_back_when_the_customer_writes(desk):
    number = desk.tickets["scale"]
    owned = {"assignee": "oskar@clew.example", "team": "delivery"}
    desk.send("patch", f"/tickets/{number}", owned, expect=200)
    desk.send("post", f"/tickets/{number}/messages", {"body": "Which browser is it?"})
    ends = (datetime.now(UTC) + timedelta(days=2)).isoformat()
    away = {"staff": "oskar@clew.example", "ends_at": ends, "deputy": "hana@clew.example"}
    absence = desk.send("post", "/out-of-office", away)
    assert desk.ticket("scale")["assignee"]["email"] == "oskar@clew.example"
    desk.send("post", f"/tickets/{number}/messages", {"body": "Firefox.", "from": "customer"})
    desk.tick(datetime.now(UTC))
    shown = desk.ticket("scale")
    assert (shown["assignee"], shown["team"]["slug"]) == (None, "delivery")
    note = shown["messages"][-1]
    assert not note["public"]
    assert "while Oskar Brandt is away" in note["body"]
    desk.api.delete(f"/out-of-office/{absence['id']}")
