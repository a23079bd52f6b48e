"""Being away, giving out tickets, why here and billing, as pages show them."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from clew.core import clock
from clew.core.actors import Actor
from clew.coverage.absences import Absence
from clew.coverage.actions.away import go_away
from clew.coverage.models import OutOfOffice
from clew.people.models import Notification, Role, Team
from clew.routing.actions.returning import return_to_group
from clew.routing.billing_options import BILLING_NOTE
from clew.routing.models import AssignmentSeat, Standing, TeamAssignment, Way
from clew.tickets.actions import assign
from clew.tickets.actions.queueing import QueuePlace, set_queue
from clew.tickets.models import Follower
from tests import cast
from tests.programs import caller

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def noon():
    with clock.moved_to(NOON):
        yield


@pytest.fixture
def maya(client):
    found = cast.staff()
    client.force_login(found)
    return found


def gone(staff, days=7, **fields):
    absence = Absence(starts_at=clock.now(), ends_at=NOON + timedelta(days=days), **fields)
    return go_away(staff=staff, absence=absence, by=Actor.staff(staff))


def toast(answer):
    return json.loads(answer["X-Clew-Toast"])


def test_going_away_and_coming_back(client, maya):
    ben = cast.staff("Ben Ruiz")
    given = {"starts_at": "", "ends_at": "2026-11-30T09:00", "deputy": ben.pk, "tickets": "reply"}
    page = client.post("/settings/away", given, follow=True).content.decode()
    assert "You are away until Mon 30 Nov" in page
    assert "Ben Ruiz stands in" in page
    row = OutOfOffice.objects.get()
    assert (row.staff, row.deputy, row.by_name) == (maya, ben, "Maya Lindholm")
    page = client.post(
        f"/settings/away/{row.pk}/days", {"day": "2026-11-25", "back": "1"}, follow=True
    )
    assert "Here on Wed 25 Nov" in page.content.decode()
    page = client.post(f"/settings/away/{row.pk}/end", follow=True).content.decode()
    assert "You are back" in page
    page = client.post(
        f"/settings/away/{row.pk}/again", {"until": "2026-11-30T09:00:00+00:00"}, follow=True
    )
    assert "You are away until Mon 30 Nov" in page.content.decode()


def test_an_end_is_needed_and_said_so(client, maya):
    page = client.post("/settings/away", {"starts_at": "", "tickets": "reply"}).content.decode()
    assert "This field is required" in page
    page = client.post("/settings/away", {"ends_at": "2026-11-20T09:00"}).content.decode()
    assert "Choose an end after the start, and after now." in page
    assert not OutOfOffice.objects.exists()


def test_a_deputy_who_is_away_too_is_said(client, maya):
    ben = cast.staff("Ben Ruiz")
    gone(ben)
    given = {"ends_at": "2026-11-30T09:00", "deputy": ben.pk, "tickets": "reply"}
    page = client.post("/settings/away", given, follow=True).content.decode()
    assert "Ben Ruiz is away too" in page


def test_only_leads_enter_it_for_others(client, maya):
    ben = cast.staff("Ben Ruiz")
    path = f"/settings/away?staff={ben.pk}"
    given = {"ends_at": "2026-11-30T09:00", "tickets": "reply"}
    assert client.post(path, given).status_code == 403
    row = gone(ben)
    assert client.get(f"/settings/away/{row.pk}").status_code == 404
    assert client.post(f"/settings/away/{row.pk}/end").status_code == 404
    row.delete()
    client.force_login(cast.staff("Lia Lead", role=Role.LEAD))
    client.post(path, given)
    assert OutOfOffice.objects.get().by_name == "Lia Lead"


def test_who_is_on(client, maya, django_assert_max_num_queries):
    week = {"mon": ["09:00", "17:00"], "tue": ["09:00", "17:00"]}
    cast.staff("Ben Ruiz", working_hours=week)
    cast.staff("Noor Vale", working_hours={"tue": ["09:00", "17:00"]})
    gone(cast.staff("Ada Berg"), deputy=maya)
    with django_assert_max_num_queries(12):
        page = client.get("/who-is-on").content.decode()
    assert "Works until 17:00" in page
    assert "Works from Tue 09:00" in page
    assert "Away until Mon 30 Nov, deputy Maya Lindholm" in page


def test_marks_are_words_by_id(client, maya):
    ada = cast.staff("Ada Berg")
    gone(ada, deputy=maya)
    said = client.get("/who-is-on/away").json()
    assert said == {
        str(ada.pk): {
            "words": "Away until Mon 30 Nov, deputy Maya Lindholm",
            "deputy": maya.pk,
        }
    }


def test_giving_a_ticket_to_somebody_away_says_so_and_offers_the_deputy(client, maya):
    ada, ben = cast.staff("Ada Berg"), cast.staff("Ben Ruiz")
    gone(ada, deputy=ben)
    ticket = cast.ticket()
    path = f"/tickets/{ticket.number}/assignee"
    said = toast(client.post(path, {"assignee": ada.pk}, headers=HTMX))
    assert said["text"].endswith("assigned to Ada Berg, who is away until Mon 30 Nov")
    assert said["undo"] == {"url": path, "fields": {"assignee": ""}}
    assert said["offer"]["text"] == "Give it to Ben Ruiz"
    client.post(said["offer"]["url"], said["offer"]["fields"], headers=HTMX)
    ticket.refresh_from_db()
    assert ticket.assignee == ben


def test_many_at_once_say_it_too(client, maya):
    ada = cast.staff("Ada Berg")
    gone(ada)
    tickets = [cast.ticket(f"Ticket {number}") for number in range(2)]
    given = {
        "number": [ticket.number for ticket in tickets],
        "field": "assignee",
        "value": ada.pk,
    }
    said = toast(client.post("/tickets/bulk", given, headers=HTMX))
    assert said["text"].endswith("Ada Berg. Ada Berg is away until Mon 30 Nov")


def test_the_settings_of_a_team(client):
    client.force_login(cast.staff("Lia Lead", role=Role.LEAD))
    team, ben = cast.team(), cast.staff("Ben Ruiz")
    ben.teams.add(team)
    path = f"/settings/assignment/{team.slug}"
    assert "In turn" in client.get(path).content.decode()
    given = {
        "way": "least_loaded",
        "capacity": "8",
        "takes_part": ben.pk,
        f"capacity-{ben.pk}": "5",
        "billing": "1",
    }
    page = client.post(path, given, follow=True).content.decode()
    assert "Delivery gives out tickets to who has the fewest" in page
    row = TeamAssignment.objects.get()
    assert (row.way, row.capacity, row.is_billing) == (Way.LEAST_LOADED, 8, True)
    assert AssignmentSeat.objects.get().capacity == 5
    page = client.post(path, given | {"capacity": "many"}).content.decode()
    assert "Choose whole numbers from 0 to 1000." in page
    assert (
        "Who has the fewest, at most 8 each" in client.get("/settings/assignment").content.decode()
    )


def test_agents_are_refused_and_private_teams_hidden(client, maya):
    team = cast.team()
    for path in ("/settings/assignment", f"/settings/assignment/{team.slug}"):
        assert client.get(path).status_code == 403
    Team.objects.update(private=True)
    client.force_login(cast.staff("Lia Lead", role=Role.LEAD))
    assert client.get(f"/settings/assignment/{team.slug}").status_code == 404
    assert "Delivery" not in client.get("/settings/assignment").content.decode()


def test_why_here(client, maya):
    tickets = [cast.ticket(f"Ticket {number}") for number in range(3)]
    due = {"due_at": NOON + timedelta(hours=2), "due_metric": "next_reply", "due_state": "running"}
    set_queue({
        ticket.pk: QueuePlace(queue_rank=5 - place, **due) for place, ticket in enumerate(tickets)
    })  # fmt: skip
    Standing.objects.update_or_create(
        ticket=tickets[0], defaults={"reasons": ["Enterprise, high severity"], "derived_at": NOON}
    )
    page = client.get(f"/tickets/{tickets[0].number}/place?view=open").content.decode()
    assert "3rd of 3 in queue order of this view" in page
    assert "Enterprise, high severity · next reply due in 1 h" in page
    page = client.get(f"/tickets/{tickets[0].number}/place?view=mine").content.decode()
    assert "Why here" in page


def test_billing_is_brought_in_and_taken_off(client, maya):
    team, bea = cast.team("Billing"), cast.staff("Bea Ledger")
    bea.teams.add(team)
    ticket = cast.ticket()
    path = f"/tickets/{ticket.number}/billing"
    assert "No team is marked as billing yet" in client.get(path).content.decode()
    TeamAssignment.objects.create(team=team, is_billing=True)
    dialog = client.get(path).content.decode()
    assert "Bea Ledger" in dialog
    assert "What I looked into" in dialog
    assert "Hi Ada,<br>" in dialog
    refused = client.post(path, {"note": " "}, headers=HTMX)
    assert refused.status_code == 422
    answer = client.post(path, {"note": "Charged twice; I saw both invoices."}, headers=HTMX)
    said = toast(answer)
    assert said["text"] == f"Bea Ledger follows #{ticket.number}"
    ticket.refresh_from_db()
    assert ticket.kind == "billing"
    assert Follower.objects.filter(ticket=ticket, staff=bea).exists()
    assert ticket.messages.get(public=False).body == "Charged twice; I saw both invoices."
    client.post(said["undo"]["url"], said["undo"]["fields"], headers=HTMX)
    ticket.refresh_from_db()
    assert ticket.kind == "support"
    assert not Follower.objects.filter(ticket=ticket).exists()
    assert ticket.messages.get(public=False).is_deleted


def test_the_template_alone_is_no_note(client, maya):
    team, bea = cast.team("Billing"), cast.staff("Bea Ledger")
    bea.teams.add(team)
    TeamAssignment.objects.create(team=team, is_billing=True)
    path = f"/tickets/{cast.ticket().number}/billing"
    answer = client.post(path, {"note": BILLING_NOTE.default}, headers=HTMX)
    assert answer.status_code == 422
    assert "Say why billing is needed" in answer.content.decode()


def test_what_went_back_is_a_page(client, maya):
    ticket = cast.ticket("Webhooks arrive twice")
    assign(ticket=ticket, staff=maya, by=Actor.staff(maya))
    row = gone(maya)
    assert return_to_group(ticket, because="reply")
    page = client.get(f"/settings/away/{row.pk}/returned").content.decode()
    assert "Webhooks arrive twice" in page
    assert "Nobody has it" in page
    assert not Notification.objects.filter(staff=maya).exists()


def test_the_api():
    ada, ben = cast.staff("Ada Berg"), cast.staff("Ben Ruiz")
    admin, agent = caller("admin"), caller("agent")
    given = {"staff": ada.email, "ends_at": "2026-11-30T09:00:00Z", "deputy": ben.email}
    assert agent.post("/out-of-office", given).status_code == 403
    made = admin.post("/out-of-office", given)
    assert made.status_code == 201, made.content
    shape = made.json()
    assert (shape["staff"], shape["deputy"], shape["away_now"]) == (ada.email, ben.email, True)
    assert [each["id"] for each in agent.get("/out-of-office").json()["items"]] == [shape["id"]]
    path = f"/out-of-office/{shape['id']}"
    changed = admin.patch(path, {"ends_at": "2026-12-01T09:00:00Z", "deputy": ""})
    assert changed.json()["ends_at"].startswith("2026-12-01T09:00:00")
    assert changed.json()["deputy"] is None
    assert admin.post(path, {}, method="delete").status_code == 204
    assert agent.get("/out-of-office").json()["items"] == []
    assert (
        admin.post("/out-of-office", given | {"ends_at": "2020-01-01T00:00:00Z"}).status_code == 422
    )
    assert admin.post("/out-of-office", given | {"staff": "nobody@x.example"}).status_code == 422
