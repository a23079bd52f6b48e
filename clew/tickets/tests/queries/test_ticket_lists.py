from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from clew.core import clock
from clew.core.actors import Actor
from clew.tickets.actions import assign, receive_message, set_status, set_team
from clew.tickets.actions.queueing import QueuePlace, set_queue
from clew.tickets.queries import ticket_list, view_counts, views_for
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def maya():
    return cast.staff()


def by(staff):
    return Actor.staff(staff)


def numbers(maya, view="", **given):
    found = ticket_list(maya, cast.environment(), view, **given)
    return [ticket.number for ticket in found.items]


def test_each_view_holds_its_tickets_and_counts_them(maya):
    unassigned, mine, solved, old, teams = (cast.ticket() for _ in range(5))
    assign(ticket=mine, staff=maya, by=by(maya))
    set_status(ticket=solved, status="solved", by=by(maya))
    month_ago = clock.now() - timedelta(days=30)
    set_status(ticket=old, status="solved", by=by(maya), at=month_ago)
    set_team(ticket=teams, team=cast.team(), by=by(maya))
    assert set(numbers(maya, "unassigned")) == {teams.number, unassigned.number}
    assert numbers(maya, "mine") == [mine.number]
    assert set(numbers(maya, "open")) == {unassigned.number, mine.number, teams.number}
    assert numbers(maya, "solved") == [solved.number]
    assert numbers(maya, "team-delivery") == [teams.number]
    assert len(numbers(maya)) == 5
    assert view_counts(maya, cast.environment()) == {
        "unassigned": 2,
        "mine": 1,
        "open": 3,
        "solved": 1,
        "team-delivery": 1,
    }


def test_counts_are_one_statement(maya, django_assert_num_queries):
    cast.ticket()
    inside = cast.environment()
    with django_assert_num_queries(1):
        view_counts(maya, inside)


def test_staff_see_the_views_of_their_teams(maya):
    maya.teams.add(cast.team())
    found = [view.slug for view in views_for(maya)]
    fixed = [slug for slug in found if slug in {"unassigned", "mine", "open", "solved"}]
    assert fixed == ["unassigned", "mine", "open", "solved"]  # other domains put theirs between
    assert found[-1] == "team-delivery"


def test_pages_follow_each_other_without_gaps_or_repeats(maya):
    at = clock.now()
    expected = [cast.ticket(created_at=at).number for _ in range(7)][::-1]
    seen, cursor = [], ""
    while True:
        page = ticket_list(maya, cast.environment(), "", cursor, 3)
        seen += [ticket.number for ticket in page.items]
        if not (cursor := page.next_cursor):
            break
    assert seen == expected


@pytest.mark.parametrize("given", [{"cursor": "no"}, {"cursor": "_-"}, {"view": "nowhere"}])
def test_nonsense_is_refused_in_words(given, maya):
    with pytest.raises(ValidationError):
        ticket_list(maya, cast.environment(), **given)


def test_a_page_is_one_statement_however_long(maya, django_assert_num_queries):
    for name in ("Ada Quist", "Bo Berg", "Cy Dahl"):
        requester = cast.person(name)
        account = cast.account(name, members=(requester,))
        ticket = cast.ticket(requester=requester, account=account)
        set_team(ticket=ticket, team=cast.team(), by=by(maya))
        assign(ticket=ticket, staff=maya, by=by(maya))
    inside = cast.environment()
    with django_assert_num_queries(1):
        for ticket in ticket_list(maya, inside, "open").items:
            assert ticket.requester.name
            assert ticket.account.name
            assert ticket.team.name
            assert ticket.assignee.name


def test_a_reply_moves_its_ticket_up(maya):
    first, second = cast.ticket(), cast.ticket()
    assert numbers(maya) == [second.number, first.number]
    receive_message(ticket=first, person=first.requester, body="Hello?", channel="widget")
    assert numbers(maya) == [first.number, second.number]


def test_what_is_not_solved_comes_in_queue_order(maya):
    first, second, third = cast.ticket(), cast.ticket(), cast.ticket()
    places = {second: 3, third: 1, first: 2}
    set_queue({each.pk: QueuePlace(queue_rank=rank) for each, rank in places.items()})
    expected = [third.number, first.number, second.number]
    assert numbers(maya, "open") == numbers(maya, "unassigned") == expected
    assert numbers(maya) == [third.number, second.number, first.number]
    inside = cast.environment()
    page = ticket_list(maya, inside, "open", limit=2)
    rest = ticket_list(maya, inside, "open", page.next_cursor)
    assert [ticket.number for ticket in (*page.items, *rest.items)] == expected
