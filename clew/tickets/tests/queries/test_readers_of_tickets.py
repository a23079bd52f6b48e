"""Who reads a ticket: asked of one reader, of everybody, and by statements that readers share."""

import pytest
from django.test import Client

from clew.core import kept
from clew.core.actors import Actor
from clew.people.models import Sees, Staff, Team
from clew.tickets.actions import assign, follow, set_team
from clew.tickets.queries import counting, view_counts
from clew.tickets.queries.doors import open_numbers, own_readers, standing, visible_numbers
from tests import cast

pytestmark = pytest.mark.django_db
NAMES = ("Noor Vale", "Oskar Brandt", "Ines Kaya", "Tom Reyes")


def signed_in(staff):
    client = Client()
    client.force_login(staff)
    return client


def test_from_both_sides_the_same_staff_read_the_same_tickets():
    by = Actor.staff(cast.staff())
    noor, oskar, ines, tom = (cast.staff(name) for name in NAMES)
    legal, billing = cast.team("Legal"), cast.team("Billing")
    Team.objects.filter(pk=legal.pk).update(private=True)
    Staff.objects.filter(pk__in=[ines.pk, tom.pk]).update(sees=Sees.OWN_TEAMS)
    legal.members.add(oskar, ines)
    billing.members.add(noor)
    tickets = [cast.ticket(f"Export {place}") for place in range(8)]
    for ticket, team in zip(tickets, [legal, legal, legal, billing, billing], strict=False):
        set_team(ticket=ticket, team=team, by=by)
    assign(ticket=tickets[1], staff=noor, by=by)
    assign(ticket=tickets[5], staff=tom, by=by)
    follow(ticket=tickets[2], by=by, staff=tom)
    follow(ticket=tickets[6], by=by, staff=ines)
    numbers = {ticket.number for ticket in tickets}
    everyones, own = open_numbers(numbers), own_readers(numbers)
    assert {each.number for each in tickets[3:]} == everyones
    for staff in Staff.objects.filter(name__in=NAMES):
        seen = own.get(staff.pk, set()) | (everyones if staff.sees == Sees.ALL else set())
        assert seen == visible_numbers(staff, numbers), staff.name


def test_a_team_that_becomes_private_is_closed_from_the_next_page_on():
    noor, by = cast.staff("Noor Vale"), Actor.staff(cast.staff())
    ticket = cast.ticket()
    set_team(ticket=ticket, team=cast.team("Legal"), by=by)
    client = signed_in(noor)
    assert client.get(f"/tickets/{ticket.number}").status_code == 200
    Team.objects.update(private=True)
    assert client.get(f"/tickets/{ticket.number}").status_code == 404
    assert ticket.subject not in client.get("/inbox/open").content.decode()
    Team.objects.get().members.add(noor)
    assert client.get(f"/tickets/{ticket.number}").status_code == 200


def test_agents_without_a_fence_share_the_statements_of_their_pages():
    ticket = cast.ticket()
    first, second = (signed_in(cast.staff(name)) for name in NAMES[:2])
    for path in (f"/tickets/{ticket.number}", "/rail/counts", "/inbox/open"):
        for client in (first, first, second):
            before = set(kept._kept)
            assert client.get(path).status_code == 200
        assert set(kept._kept) <= before, path


def test_staff_of_whom_nobody_asked_what_is_closed_to_them_are_fenced():
    noor = cast.staff("Noor Vale")
    assert standing(noor) != ("all",)
    assert standing(Staff.objects.get(pk=noor.pk)) == ("all",)
    cast.team("Legal")
    Team.objects.update(private=True)
    assert standing(Staff.objects.get(pk=noor.pk)) != ("all",)


def test_the_rail_counts_for_each_agent_by_statements_written_once_for_all_fenced_ones():
    by = Actor.staff(cast.staff())
    noor, oskar = (cast.staff(name) for name in NAMES[:2])
    legal, billing = cast.team("Legal"), cast.team("Billing")
    Team.objects.filter(pk=legal.pk).update(private=True)
    Team.objects.create(name="Payroll", slug="payroll", private=True)  # closed to both
    oskar.teams.add(legal)
    for place, (team, staff) in enumerate([(legal, None), (billing, noor), (billing, oskar)]):
        ticket = cast.ticket(f"Export {place}")
        set_team(ticket=ticket, team=team, by=by)
        assign(ticket=ticket, staff=staff, by=by)
    read = [Staff.objects.get(pk=each.pk) for each in (noor, oskar)]
    counts = [view_counts(each, ticket.environment) for each in read]
    written = dict(counting._made)
    assert [(each["open"], each["mine"]) for each in counts] == [(2, 1), (3, 1)]
    tom = Staff.objects.get(pk=cast.staff("Tom Reyes").pk)
    assert view_counts(tom, ticket.environment)["mine"] == 0
    assert len(counting._made) == len(written)
