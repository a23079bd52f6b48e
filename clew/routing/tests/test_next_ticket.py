"""The right ticket for whoever asks for work, and never the same for two."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from clew.core.actors import SYSTEM, Actor
from clew.core.options import set_options
from clew.people.models import Role, Sees, Team
from clew.routing.actions.next_ticket import take_next
from clew.routing.models import AreaOwnership, ProductGroup, Region, Sme
from clew.tickets.actions import assign, reply, set_team
from clew.tickets.actions.queueing import QueuePlace, set_queue
from clew.tickets.models import Ticket
from tests import cast


def ask(staff, seen=()):
    given = take_next(staff=staff, environment=cast.environment(), by=Actor.staff(staff), seen=seen)
    return given.ticket.subject if given else None


def ranked(*subjects, team=None, **fields):
    """Tickets in this order of the queue."""
    made = [cast.ticket(subject, **fields) for subject in subjects]
    set_queue({ticket.pk: QueuePlace(queue_rank=place) for place, ticket in enumerate(made)})
    for ticket in made:
        if team:
            set_team(ticket=ticket, team=team, by=SYSTEM)
    return made


@pytest.mark.django_db
def test_ones_own_first_then_their_teams_then_the_queue():
    maya, team = cast.staff(), cast.team()
    maya.teams.add(team)
    ranked("Nobody's, first in the queue")
    ranked("The team's second", "The team's first", team=team)
    Ticket.objects.filter(subject="The team's first").update(queue_rank=-1)
    (own,) = ranked("Mine")
    assign(ticket=own, staff=maya, by=Actor.staff(maya))
    (other,) = ranked("Another team's", team=cast.team("Billing"))
    seen, got = [], []
    while subject := ask(maya, seen):
        got.append(subject)
        seen.append(Ticket.objects.get(subject=subject).number)
    assert got == ["Mine", "The team's first", "The team's second", "Nobody's, first in the queue"]
    assert Ticket.objects.get(pk=other.pk).assignee is None
    assert Ticket.objects.filter(assignee=maya).count() == 4


@pytest.mark.django_db
def test_the_areas_they_are_the_expert_of_come_before_the_queue():
    maya = cast.staff()
    area = cast.area("Feature switches")
    group = ProductGroup.objects.create(name="Switches", slug="switches")
    AreaOwnership.objects.update_or_create(area=area, defaults={"group": group})
    region = Region.objects.create(name="North", slug="north")
    Sme.objects.create(group=group, region=region, staff=maya)
    ranked("First in the queue")
    cast.ticket("Of my area", area="Feature switches")
    assert ask(maya) == "Of my area"


@pytest.mark.django_db
def test_what_waits_for_the_customer_is_no_work():
    maya = cast.staff()
    (own, answered) = ranked("Mine", "Answered")
    for ticket in (own, answered):
        assign(ticket=ticket, staff=maya, by=Actor.staff(maya))
    reply(ticket=answered, staff=maya, body="Here you are")
    reply(ticket=own, staff=maya, body="Here you are", status="pending")
    assert ask(maya) is None


@pytest.mark.django_db
def test_nothing_hidden_is_given():
    noor = cast.staff("Noor Vale", sees=Sees.OWN_TEAMS)
    ranked("Nobody's")
    assert ask(noor) is None
    legal = cast.team("Legal")
    Team.objects.filter(pk=legal.pk).update(private=True)
    ranked("Private", team=legal)
    assert ask(cast.staff("Oskar Brandt")) == "Nobody's"
    assert ask(cast.staff("Oskar Brandt"), [Ticket.objects.get(subject="Nobody's").number]) is None


@pytest.mark.django_db
def test_light_agents_take_nothing():
    with pytest.raises(PermissionDenied):
        ask(cast.light_agent())


@pytest.mark.django_db
def test_it_may_only_open():
    maya = cast.staff("Maya Lindholm", role=Role.OWNER)
    ranked("First")
    set_options(values={"routing.next_assigns": False}, by=Actor.staff(maya))
    assert ask(maya) == "First"
    assert Ticket.objects.get().assignee is None


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_get_eight_different_tickets():
    people = [cast.staff(f"P{number} Person") for number in range(8)]
    ranked(*(f"Ticket {number}" for number in range(9)))

    def one(staff):
        try:
            return ask(staff)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(one, people))
    assert sorted(got) == [f"Ticket {number}" for number in range(8)]
    owners = Ticket.objects.exclude(assignee=None).values_list("assignee", flat=True)
    assert sorted(owners) == sorted(staff.pk for staff in people)


@pytest.mark.django_db
def test_by_the_button(client):
    maya = cast.staff()
    (first, second) = ranked("First", "Second")
    client.force_login(maya)
    answer = client.post("/inbox/next", headers={"HX-Request": "true"})
    assert answer["X-Clew-Location"].startswith(f"/tickets/{first.number}?")
    assert f"#{first.number} is yours: In the queue" in answer["X-Clew-Toast"]
    answer = client.post("/inbox/next", {"here": first.number}, headers={"HX-Request": "true"})
    assert answer["X-Clew-Location"].startswith(f"/tickets/{second.number}?")
    # Both are hers and unanswered: asked again she gets the first of them that is not open now.
    answer = client.post("/inbox/next", {"here": second.number}, headers={"HX-Request": "true"})
    assert answer["X-Clew-Location"].startswith(f"/tickets/{first.number}?")
    assert "Yours, and waits for us" in answer["X-Clew-Toast"]


@pytest.mark.django_db
def test_nothing_left_is_a_page_that_says_so(client):
    client.force_login(cast.staff())
    answer = client.post("/inbox/next", follow=True)
    assert "Nothing waits for you" in answer.content.decode()
