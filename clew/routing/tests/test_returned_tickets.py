"""Out of office: a ticket goes back to its group, the deputy hears of it, and so who is back."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from clew.core import clock
from clew.core.actors import SYSTEM, Actor
from clew.core.facts import facts_about, reactions_to, run_reaction
from clew.core.models import FactRecord
from clew.coverage.absences import Absence
from clew.coverage.actions import away as actions
from clew.coverage.actions.away_time import notice_absences
from clew.coverage.models import HandOver, OutOfOffice
from clew.coverage.queries import is_away
from clew.people.models import Notification, Role
from clew.routing.models import ReturnedTicket
from clew.tickets.actions import assign, receive_message, reply, set_status, set_team
from tests import cast

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
WEEK = timedelta(days=7)
OURS = ("clew.routing.assignment_reactions",)


@pytest.fixture(autouse=True)
def noon():
    with clock.moved_to(NOW):
        yield


def react(since=0):
    """What our reactions do about every fact after that one."""
    for row in FactRecord.objects.filter(pk__gt=since).order_by("pk"):
        for key in reactions_to(row.name):
            if key.startswith(OURS):
                run_reaction(row.pk, key)


def last_fact():
    return FactRecord.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def gone(staff, **fields):
    given = {"starts_at": clock.now(), "ends_at": clock.now() + WEEK}
    return actions.go_away(staff=staff, absence=Absence(**(given | fields)), by=Actor.staff(staff))


def answered(ticket, body="Any news?"):
    before = last_fact()
    receive_message(ticket=ticket, person=ticket.requester, body=body, channel="widget")
    react(before)
    ticket.refresh_from_db()
    return ticket


@pytest.fixture
def ada():
    return cast.staff("Ada Berg")


@pytest.fixture
def ben():
    return cast.staff("Ben Ruiz")


def test_an_answer_to_somebody_away_goes_back_to_the_group(ada, ben):
    ticket = cast.ticket()
    set_team(ticket=ticket, team=cast.team(), by=SYSTEM)
    assign(ticket=ticket, staff=ada, by=Actor.staff(ada))
    reply(ticket=ticket, staff=ada, body="We look into it.", status="pending")
    gone(ada, deputy=ben, note="Call me in emergencies")
    answered(ticket)
    assert (ticket.assignee, ticket.team, ticket.status) == (None, cast.team(), "open")
    note = ticket.messages.order_by("-pk").first()
    assert not note.public
    assert note.author_name == "Clew"
    assert "Ada Berg is away until Mon 30 Nov" in note.body
    assert "back with Delivery" in note.body
    assert "Deputy: Ben Ruiz" in note.body
    told = Notification.objects.filter(staff=ben, kind="away").order_by("pk")
    assert told[0].text == "You stand in for Ada Berg until Mon 30 Nov"
    assert told[1].subject == f"ticket/{ticket.number}"
    said = [
        each.fact.reason
        for each in facts_about(f"ticket/{ticket.number}")
        if each.fact.name == "tickets.Assigned"
    ]
    assert said[-1] == "away, so back to Delivery"


def test_it_happens_once(ada, ben):
    ticket = cast.ticket()
    assign(ticket=ticket, staff=ada, by=Actor.staff(ada))
    gone(ada, deputy=ben)
    answered(ticket)
    react()
    assert ticket.messages.filter(public=False).count() == 1
    told = Notification.objects.get(staff=ben, subject=f"ticket/{ticket.number}")
    assert told.count == 1


def test_without_a_team_it_goes_to_the_owners_team(ada):
    ada.teams.add(cast.team("Billing"))
    ticket = cast.ticket()
    assign(ticket=ticket, staff=ada, by=Actor.staff(ada))
    gone(ada)
    assert answered(ticket).team == cast.team("Billing")


def test_who_is_here_keeps_theirs_and_a_note_moves_nothing(ada):
    ticket = cast.ticket()
    assign(ticket=ticket, staff=ada, by=Actor.staff(ada))
    assert answered(ticket).assignee == ada
    row = gone(ada)
    actions.pull_back(row=row, day=NOW.date(), back=True, by=Actor.staff(ada))
    assert answered(ticket).assignee == ada
    with clock.moved_to(NOW + timedelta(days=1)):
        assert answered(ticket).assignee is None


def test_a_deputy_who_may_not_read_it_is_not_told(ada, ben):
    team = cast.team("Legal")
    team.private = True
    team.save()
    ada.teams.add(team)
    ticket = cast.ticket()
    set_team(ticket=ticket, team=team, by=SYSTEM)
    assign(ticket=ticket, staff=ada, by=Actor.staff(ada))
    gone(ada, deputy=ben)
    answered(ticket)
    assert not Notification.objects.filter(subject=f"ticket/{ticket.number}").exists()


def test_what_wakes_up_goes_back_too(ada):
    ticket = cast.ticket()
    assign(ticket=ticket, staff=ada, by=Actor.staff(ada))
    until = NOW + timedelta(days=2)
    set_status(ticket=ticket, status="hold", hold_until=until, by=Actor.staff(ada))
    gone(ada)
    before = last_fact()
    with clock.moved_to(until + timedelta(minutes=1)):
        set_status(ticket=ticket, status="open", by=SYSTEM)
        react(before)
    ticket.refresh_from_db()
    assert ticket.assignee is None


def test_all_at_the_start_but_what_is_on_hold(ada):
    tickets = [cast.ticket(f"Ticket {number}") for number in range(3)]
    for ticket in tickets:
        assign(ticket=ticket, staff=ada, by=Actor.staff(ada))
    set_status(ticket=tickets[1], status="pending", by=Actor.staff(ada))
    later = NOW + timedelta(days=9)
    set_status(ticket=tickets[2], status="hold", hold_until=later, by=Actor.staff(ada))
    starts = NOW + timedelta(days=1)
    gone(ada, starts_at=starts, ends_at=starts + WEEK, tickets=HandOver.AT_START)
    assert notice_absences() == 0
    before = last_fact()
    with clock.moved_to(starts):
        assert notice_absences() == 1
        assert notice_absences() == 0
        react(before)
    owners = []
    for ticket in tickets:
        ticket.refresh_from_db()
        owners.append(ticket.assignee)
    assert owners == [None, None, ada]


def test_who_is_back_is_told_what_went(ada):
    ticket = cast.ticket()
    assign(ticket=ticket, staff=ada, by=Actor.staff(ada))
    row = gone(ada)
    answered(ticket)
    before = last_fact()
    with clock.moved_to(row.ends_at):
        assert notice_absences() >= 1
        react(before)
        react(before)
    told = Notification.objects.get(staff=ada, kind="away")
    assert told.text == f"While you were away 1 ticket went back to the group: #{ticket.number}"
    assert ReturnedTicket.objects.get().because == "reply"


def test_nothing_automatic_gives_a_ticket_to_who_is_away(ada):
    gone(ada)
    ticket = cast.ticket()
    with pytest.raises(ValidationError, match="Ada Berg is away"):
        assign(ticket=ticket, staff=ada, by=SYSTEM)
    assert assign(ticket=ticket, staff=ada, by=Actor.staff(ada))


def test_it_ends_early_and_goes_on(ada):
    row = gone(ada)
    until = row.ends_at
    with clock.moved_to(NOW + timedelta(hours=1)):
        assert is_away(ada, clock.now())
        assert actions.come_back(row=row, by=Actor.staff(ada))
        assert not is_away(ada, clock.now())
        assert not actions.come_back(row=row, by=Actor.staff(ada))
        actions.go_on(row=row, ends_at=until, by=Actor.staff(ada))
        assert is_away(ada, clock.now())


def test_one_that_has_not_begun_is_cancelled(ada):
    row = gone(ada, starts_at=NOW + WEEK, ends_at=NOW + 2 * WEEK)
    assert actions.come_back(row=row, by=Actor.staff(ada))
    assert not OutOfOffice.objects.exists()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"ends_at": NOW}, "ends_at"),
        ({"ends_at": NOW + timedelta(days=400)}, "ends_at"),
        ({"tickets": "burn"}, "tickets"),
    ],
)
def test_what_cannot_be_is_refused_in_words(ada, given, field):
    with pytest.raises(ValidationError) as refused:
        gone(ada, **given)
    assert field in refused.value.message_dict


def test_a_deputy_is_somebody_else_who_answers(ada):
    for deputy in (ada, cast.light_agent()):
        with pytest.raises(ValidationError):
            gone(ada, deputy=deputy)


def test_nobody_is_away_twice_at_once(ada):
    row = gone(ada)
    with pytest.raises(ValidationError, match="away until Mon 30 Nov already"):
        gone(ada, starts_at=NOW + timedelta(days=3))
    gone(ada, starts_at=row.ends_at, ends_at=NOW + 2 * WEEK)


def test_leads_enter_it_for_others_and_agents_do_not(ada, ben):
    absence = Absence(starts_at=NOW, ends_at=NOW + WEEK)
    with pytest.raises(PermissionDenied):
        actions.go_away(staff=ada, absence=absence, by=Actor.staff(ben))
    lead = cast.staff("Lia Lead", role=Role.LEAD)
    row = actions.go_away(staff=ada, absence=absence, by=Actor.staff(lead))
    assert row.by_name == "Lia Lead"
