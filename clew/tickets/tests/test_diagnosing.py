"""A story that splits somebody's identity, through the real writer, up to the ticket."""

import re
from datetime import timedelta
from uuid import UUID, uuid4

import orjson
import pytest

from clew.analytics.diagnosis import actions
from clew.analytics.diagnosis.queries import diagnosis_of_ticket, findings_of
from clew.analytics.models import Diagnosis
from clew.core import clock
from clew.core.facts import facts_about
from clew.events.models import CaptureBatch
from clew.events.writer.loop import write_waiting
from clew.people.facts import PersonsMerged
from clew.people.models import Scope
from clew.people.queries import person_for
from clew.routing.escalation_note import missing_in, template_for
from clew.tickets import diagnosing
from clew.tickets.facts import TicketOpened
from tests import cast
from tests.programs import caller

ANON = "0198c0de-0000-7000-8000-0000000000aa"
ADA, EMAIL = "user-417", "ada@heron.example"


def event(name, distinct_id, days, lib="web", **properties):
    at = clock.now() - timedelta(days=days)
    version = {"web": "1.449.2", "posthog-python": "3.5.0"}[lib]
    known = {"$lib": lib, "$lib_version": version, "$groups": {"company": "heron"}}
    return {
        "event": name, "distinct_id": distinct_id, "timestamp": at.isoformat(),
        "uuid": str(uuid4()), "properties": known | properties,
        **({"$set": {"email": EMAIL}} if name in {"$identify", "$set"} else {}),
    }  # fmt: skip


def story():
    """The browser knows her number, the server her email, and an alias comes too late."""
    yield event("$pageview", ANON, 9, **{"$session_id": "s1", "$ip": "203.0.113.9"})
    yield event("$identify", ADA, 8.9, **{"$anon_distinct_id": ANON, "$session_id": "s1"})
    yield event("$set", EMAIL, 8.5, "posthog-python")
    yield event("$identify", EMAIL, 8.4, "posthog-python", **{"$anon_distinct_id": "tmp-1"})
    yield event("$create_alias", ADA, 8, "posthog-python", alias=EMAIL)
    for day in range(1, 7):
        yield event("report opened", ADA, day, **{"$session_id": f"s{day + 1}"})
        yield event("report sent", EMAIL, day, "posthog-python")
    called = {"$feature_flag": "new-editor", "$feature_flag_response": "test"}
    yield event("$feature_flag_called", ADA, 0.5, **called)
    called = {"$feature_flag": "new-editor", "$feature_flag_response": False}
    yield event("$feature_flag_called", EMAIL, 0.4, "posthog-python", **called)
    yield event("saved", ADA, 2) | {"uuid": "not-a-uuid"}


@pytest.fixture
def ada(store, db):
    inside = cast.environment()
    cast.account()
    events = list(story())
    CaptureBatch.objects.create(
        environment=inside, path="/batch", content_type="application/json",
        body=orjson.dumps({"api_key": "clew_test", "batch": events}),
        event_count=len(events), received_at=clock.now(),
    )  # fmt: skip
    write_waiting(store)
    return person_for(cast.staff(), environment=inside, distinct_id=ADA)


@pytest.fixture
def ticket(ada):
    return cast.ticket("The new editor is gone", requester=ada)


def opened(ticket):
    """What the queue does: the reaction, then the job."""
    told = facts_about(f"ticket/{ticket.number}")
    fact = next(each for each in told if isinstance(each.fact, TicketOpened))
    diagnosing.diagnose_the_customers([fact])
    actions.look_at_several([diagnosis_of_ticket(ticket.number).pk])
    return diagnosis_of_ticket(ticket.number)


@pytest.fixture
def desk(client, db):
    client.force_login(cast.staff())
    return client


def weights(diagnosis):
    return {found.check: str(found.weight) for found in findings_of(diagnosis)}


def test_a_split_identity_stands_on_the_ticket(ticket, desk):
    diagnosis = opened(ticket)
    found = weights(diagnosis)
    assert diagnosis.state == "done"
    bad = {slug for slug, weight in found.items() if weight == "bad"}
    assert {"same-email", "two-sides", "merge-order", "flags"} <= bad
    assert found["dropped"] == "warn"
    assert found["shared-session"] == "good"
    assert diagnosis.checks == len(found) >= 10

    page = desk.get(f"/tickets/{ticket.number}/diagnosis").content.decode()
    first = re.search(r"finding__title.*?</span>(.*?)</span>", page, re.DOTALL)
    assert "One email, 2 people" in first[1]
    assert "in order." in page
    assert "aria-busy" not in page


def test_the_page_waits_and_then_has_it_at_hand(ticket, desk):
    address = f"/tickets/{ticket.number}/diagnosis"
    page = desk.get(address).content.decode()  # asked for by whoever looks first
    assert "This takes a few seconds" in page
    assert f"live:ticket/{ticket.number}/diagnosis" in page
    actions.look_at_several([diagnosis_of_ticket(ticket.number).pk])
    assert "Look again" in desk.get(address).content.decode()
    again = desk.post(address).content.decode()
    assert "Looking again" in again
    assert "One email" in again  # what was found before stays


def test_what_failed_says_so_and_can_be_asked_again(ticket, desk, monkeypatch):
    monkeypatch.setattr(actions, "read_person", lambda *_, **__: 1 / 0)
    diagnosis = opened(ticket)
    assert diagnosis.state == "failed"
    page = desk.get(f"/tickets/{ticket.number}/diagnosis").content.decode()
    assert "did not finish" in page
    monkeypatch.undo()
    desk.post(f"/tickets/{ticket.number}/diagnosis")
    actions.look_at_several([diagnosis.pk])
    assert weights(diagnosis_of_ticket(ticket.number))["same-email"] == "bad"


def test_light_agents_read_it_and_do_not_ask(ticket, client):
    opened(ticket)
    client.force_login(cast.light_agent())
    page = client.get(f"/tickets/{ticket.number}/diagnosis").content.decode()
    assert "One email" in page
    assert "Look again" not in page
    assert client.post(f"/tickets/{ticket.number}/diagnosis").status_code == 403


def test_the_escalation_note_begins_with_it(ticket):
    assert "Diagnosis" not in template_for(ticket)
    opened(ticket)
    note = template_for(ticket)
    lines = note.partition("**Diagnosis:**")[2].strip().splitlines()
    assert lines[0].startswith("- One email, 2 people: ada@heron.example stands on 2 profiles")
    assert "SDK" in note
    assert "\\_" in note or "_" not in "".join(lines)
    assert note.rstrip().endswith("**Links:**")
    assert "what you observed" in missing_in(note)  # nobody has written anything yet


def test_merged_people_are_looked_at_again(ticket, ada):
    before = opened(ticket)
    other = person_for(cast.staff(), environment=ada.environment, distinct_id=EMAIL)
    fact = PersonsMerged(environment_id=ada.environment_id, pairs=[[str(other.pk), str(ada.pk)]])

    class Recorded:
        pass

    Recorded.fact = fact
    diagnosing.diagnose_the_survivor(Recorded)
    after = diagnosis_of_ticket(ticket.number)
    assert (after.pk, after.state) == (before.pk, Diagnosis.State.WAITING)


def test_the_profiles_and_the_api_say_the_same(ada, ticket, desk):
    opened(ticket)
    page = desk.get(f"/customers/diagnosis/person/{ada.pk}").content.decode()
    assert "One email, 2 people" in page
    account = desk.get("/customers/diagnosis/group/company/heron").content.decode()
    assert "One email, 2 people" in account
    assert desk.get(f"/customers/diagnosis/person/{UUID(int=5)}").status_code == 404
    assert "One email, several people" in desk.get("/diagnosis").content.decode()


def test_programs_read_it_and_ask_again(ada, ticket):
    opened(ticket)
    robot = caller(Scope.AGENT)
    said = robot.get(f"/tickets/{ticket.number}/diagnosis").json()
    assert (said["state"], said["findings"][0]["check"]) == ("done", "same-email")
    assert said["findings"][0]["evidence"]["columns"][:2] == ["Person", "Ids"]
    again = robot.post(f"/tickets/{ticket.number}/diagnosis")
    assert (again.status_code, again.json()["state"]) == (202, "waiting")
    of_person = robot.get(f"/persons/{ada.pk}/diagnosis").json()
    assert of_person["findings"][0]["title"] == "One email, 2 people"
    assert robot.get("/tickets/99999/diagnosis").status_code == 404


def told(row):
    row.refresh_from_db()
    return row.state, row.findings, row.checks


def told_alone(row):
    """A job takes along what else waits: nothing does."""
    Diagnosis.objects.exclude(pk=row.pk).update(state="done")
    Diagnosis.objects.filter(pk=row.pk).update(state="waiting", findings=[])
    actions.look_at_several([row.pk])
    return told(row)


def told_together(rows):
    Diagnosis.objects.update(state="waiting", findings=[])
    actions.look_at_several([row.pk for row in rows])
    return [told(row) for row in rows]


def test_many_are_told_what_each_alone_is_told(ticket):
    same = [cast.person(name, email="both@heron.example") for name in ("Bo Both", "Bea Both")]
    tickets = [ticket, *(cast.ticket(requester=each) for each in [cast.person("Cy Quiet"), *same])]
    rows = [opened(each) for each in tickets]
    alone = [told_alone(row) for row in rows]
    assert told_together(rows) == alone
    about_email = [weights(row)["same-email"] for row in rows]
    assert about_email[0] == "bad"
    assert about_email[1] == "good" != about_email[2]


def test_many_of_accounts_are_told_what_each_alone_is_told(ticket):
    quiet, known = cast.person("Cy Quiet"), cast.person("Dee Known")
    cast.account("Silence", members=(quiet,))
    cast.account(members=(known,))
    account_tickets = [cast.ticket(requester=each) for each in (quiet, known, quiet)]
    rows = [opened(each) for each in [ticket, *account_tickets]]
    assert [row.group_id is None for row in rows] == [False, False, False, False]
    alone = [told_alone(row) for row in rows]
    assert told_together(rows) == alone
    assert "warn" in weights(rows[2]).values()
    assert "warn" not in weights(rows[1]).values()


def test_of_quiet_accounts_hardly_anything_is_asked(store, db, django_assert_max_num_queries):
    rows = []
    for number in range(6):
        person = cast.person(f"P{number} Quiet")
        cast.account(f"Silence {number}", members=(person,))
        rows.append(opened(cast.ticket(requester=person)))
    Diagnosis.objects.update(state="waiting")
    with django_assert_max_num_queries(16):
        actions.look_at_several([row.pk for row in rows])
    assert {row.state for row in Diagnosis.objects.all()} == {"done"}


def test_a_job_takes_along_what_else_waits(store, db):
    rows = [opened(cast.ticket(requester=cast.person())) for _ in range(4)]
    Diagnosis.objects.update(state="waiting")
    actions.look_at_several([rows[0].pk])
    states = list(Diagnosis.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["done", "waiting", "done", "waiting"]  # those of the other lane stay
