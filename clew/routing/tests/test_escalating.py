"""E2 to E4: whom a ticket is escalated to, the note that goes with it, and the way back."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from clew.core import clock
from clew.core.actors import SYSTEM, Actor
from clew.core.facts import facts_about
from clew.coverage.models import OutOfOffice
from clew.people.models import Notification, Team
from clew.routing import telling_of_escalations as telling
from clew.routing.actions.de_escalating import de_escalate
from clew.routing.actions.escalating import change_escalation, escalate
from clew.routing.actions.escalating_undone import undo_de_escalation, undo_escalation
from clew.routing.escalation_note import TEMPLATE, reason_in
from clew.routing.facts import Deescalated, Escalated
from clew.routing.models import Escalation
from clew.tickets import actions
from clew.tickets.history import words
from clew.tickets.models import Ticket
from tests import cast

pytestmark = pytest.mark.django_db
NOTE = (
    "**Why:** needs the importer's logs\n\n**Steps taken:** ran it twice\n\n**Observations:** 502"
)


@pytest.fixture
def maya():
    return cast.staff()


@pytest.fixture
def by(maya):
    return Actor.staff(maya)


@pytest.fixture
def support():
    return cast.team("Support")


@pytest.fixture
def delivery():
    return cast.team("Delivery")


@pytest.fixture
def ticket(support):
    found = cast.ticket()
    actions.set_team(ticket=found, team=support, by=SYSTEM)
    return found


@pytest.fixture
def escalated(ticket, delivery, by):
    return escalate(ticket=ticket, to="engineering", team=delivery, note=NOTE, by=by)


def fresh(ticket):
    return Ticket.objects.select_related("team").get(pk=ticket.pk)


def history(ticket):
    return [text for each in facts_about(f"ticket/{ticket.number}") if (text := words(each))]


def facts_of(ticket, kind):
    return [each for each in facts_about(f"ticket/{ticket.number}") if isinstance(each.fact, kind)]


def test_engineering_gets_the_ticket_and_its_note(ticket, escalated, delivery, support, maya):
    assert (fresh(ticket).escalated_to, fresh(ticket).team) == ("engineering", delivery)
    assert escalated.previous_team == support
    assert escalated.note.body == NOTE
    assert not escalated.note.public
    assert (escalated.by, escalated.reason) == (maya, "needs the importer's logs")
    (fact,) = facts_of(ticket, Escalated)
    assert (fact.fact.to, fact.fact.team) == ("engineering", "Delivery")
    assert (
        "Maya Lindholm escalated to engineering (Delivery): needs the importer's logs"
        in history(ticket)
    )


def test_the_reason_is_in_plain_words():
    assert reason_in("* **Jobs** fail in `worker-3`\n\nEvery night.") == "Jobs fail in worker-3"


def test_support_keeps_it_in_its_queue_with_a_flag(ticket, support, by):
    escalate(ticket=ticket, to="support", team=support, note="Could not read the trace.", by=by)
    assert (fresh(ticket).escalated_to, fresh(ticket).team) == ("support", support)


@pytest.mark.parametrize(
    ("note", "said"),
    [
        ("", "needs an internal note"),
        ("  \n", "needs an internal note"),
        (TEMPLATE, "needs an internal note"),
        ("**Why:** it is slow\n\n**Steps taken:**\n\n**Observations:**\n", "which steps you took"),
    ],
)
def test_without_a_note_it_is_refused(ticket, delivery, by, note, said):
    with pytest.raises(ValidationError) as refused:
        escalate(ticket=ticket, to="engineering", team=delivery, note=note, by=by)
    assert said in " ".join(refused.value.messages)
    assert (fresh(ticket).escalated_to, Escalation.objects.count()) == ("", 0)


def test_everything_that_is_missing_is_said_at_once(ticket, by):
    with pytest.raises(ValidationError) as refused:
        escalate(ticket=ticket, to="sales", team=None, note="", by=by)
    assert set(refused.value.message_dict) == {"to", "team", "note"}


def test_headings_that_nobody_wrote_under_are_left_out(ticket, delivery, by):
    note = f"{NOTE}\n\n**Links:** \n\n"
    assert escalate(ticket=ticket, to="support", team=delivery, note=note, by=by).note.body == NOTE


def test_light_agents_are_told_who_can(ticket, delivery):
    light = Actor.staff(cast.light_agent())
    with pytest.raises(PermissionDenied, match=r"agent role .* granted for a limited time"):
        escalate(ticket=ticket, to="support", team=delivery, note=NOTE, by=light)


def test_one_at_a_time(ticket, escalated, delivery, by):
    with pytest.raises(ValidationError, match="escalated already: engineering, Delivery"):
        escalate(ticket=ticket, to="support", team=delivery, note=NOTE, by=by)
    de_escalate(ticket=ticket, by=by, outcome="fixed")
    escalate(ticket=ticket, to="support", team=delivery, note=NOTE, by=by)
    assert Escalation.objects.count() == 2


def test_it_goes_back_to_the_team_it_came_from(ticket, escalated, support, by):
    de_escalate(ticket=ticket, by=by, outcome="bug_linked", words="Issue 12")
    assert (fresh(ticket).escalated_to, fresh(ticket).team) == ("", support)
    escalated.refresh_from_db()
    assert (escalated.state, escalated.ended_by_name) == ("ended", "Maya Lindholm")
    line = "Maya Lindholm ended the escalation to engineering (Delivery): Bug linked, Issue 12"
    assert line in history(ticket)
    with pytest.raises(ValidationError, match="is not escalated"):
        de_escalate(ticket=ticket, by=by)


def test_a_team_that_somebody_chose_since_stays(ticket, escalated, by):
    billing = cast.team("Billing")
    actions.set_team(ticket=ticket, team=billing, by=by)
    de_escalate(ticket=ticket, by=by)
    assert fresh(ticket).team == billing


def test_the_target_and_team_change_while_it_is_escalated(ticket, escalated, support, by):
    billing = cast.team("Billing")
    change_escalation(ticket=ticket, to="engineering", team=billing, by=by)
    assert fresh(ticket).team == billing
    line = "changed the escalation from engineering (Delivery) to engineering (Billing)"
    assert any(line in text for text in history(ticket))
    change_escalation(ticket=ticket, to="support", team=billing, by=by)
    assert fresh(ticket).escalated_to == "support"
    de_escalate(ticket=ticket, by=by)
    assert fresh(ticket).team == support


def test_it_is_undone_with_its_note(ticket, escalated, support, by):
    assert undo_escalation(escalation=escalated, by=by)
    assert (fresh(ticket).escalated_to, fresh(ticket).team) == ("", support)
    escalated.note.refresh_from_db()
    assert escalated.note.is_deleted
    assert facts_of(ticket, Deescalated)[0].fact.undoes
    assert not undo_escalation(escalation=escalated, by=by)


def test_its_end_is_undone(ticket, escalated, delivery, by):
    de_escalate(ticket=ticket, by=by, outcome="fixed")
    escalated.refresh_from_db()
    assert undo_de_escalation(escalation=escalated, by=by)
    assert (fresh(ticket).escalated_to, fresh(ticket).team) == ("engineering", delivery)
    assert (escalated.state, escalated.outcome) == ("open", "")


def test_after_ten_minutes_it_is_too_late(ticket, escalated, by):
    Escalation.objects.update(opened_at=clock.now() - timedelta(minutes=11))
    with pytest.raises(ValidationError, match=r"10 minutes\. De-escalate it instead"):
        undo_escalation(escalation=escalated, by=by)


def test_who_gives_a_ticket_to_a_private_team_still_sees_it(ticket, delivery, by, maya):
    Team.objects.filter(pk=delivery.pk).update(private=True)
    escalate(ticket=ticket, to="engineering", team=delivery, note=NOTE, by=by)
    assert [each.staff for each in ticket.followers.all()] == [maya]


def told(kind, ticket):
    reaction = telling.tell_the_team if kind is Escalated else telling.tell_who_escalated
    for recorded in facts_of(ticket, kind):
        reaction(recorded)
        reaction(recorded)
    return {each.staff.name: each.text for each in Notification.objects.all()}


def test_the_team_hears_of_it_but_not_who_is_away(ticket, delivery, by, maya):
    oskar, noor, vera = (cast.staff(name) for name in ("Oskar Brandt", "Noor Vale", "Vera Sand"))
    delivery.members.add(maya, oskar, noor)
    now = clock.now()
    OutOfOffice.objects.create(
        staff=noor,
        deputy=vera,
        starts_at=now - timedelta(days=1),
        ends_at=now + timedelta(days=1),
        created_at=now,
    )
    escalate(ticket=ticket, to="engineering", team=delivery, note=NOTE, by=by)
    people = told(Escalated, ticket)
    assert set(people) == {"Oskar Brandt", "Vera Sand"}
    assert people["Oskar Brandt"].startswith("Maya Lindholm escalated to engineering, team Deliv")


def test_who_escalated_hears_what_came_of_it(ticket, escalated):
    oskar = Actor.staff(cast.staff("Oskar Brandt"))
    de_escalate(ticket=ticket, by=oskar, outcome="fixed", words="In release 9")
    assert "Oskar Brandt ended your escalation" in told(Deescalated, ticket)["Maya Lindholm"]
