from datetime import timedelta

import pytest

from clew.channels.email.machines.absence import away_now, away_words, forget_absences, note_absence
from clew.channels.email.machines.nature import Nature
from clew.channels.email.models import CustomerAway
from clew.channels.email.tests.machinery import parsed
from clew.core import clock
from tests import cast

pytestmark = pytest.mark.django_db


def noted(person, *, days=3):
    until = None if days is None else clock.now().date() + timedelta(days=days)
    said = parsed("I am away from my desk.\nBack soon.")
    return note_absence(person, said, Nature("out-of-office", until=until))


def test_agents_see_beside_the_ticket_and_on_the_profile_until_when(client):
    ticket = cast.ticket()
    row = noted(ticket.requester)
    client.force_login(cast.staff())
    for page in (f"/tickets/{ticket.number}/customer", f"/customers/person/{ticket.requester.pk}"):
        answer = client.get(page, headers={"hx-request": "true"}).content.decode()
        assert away_words(row) in answer
    assert row.said == "I am away from my desk. Back soon."


def test_it_is_forgotten_when_it_is_over():
    ada, ben = cast.person(), cast.person("Ben Ode")
    assert noted(ada, days=-1) is None
    noted(ada)
    noted(ben, days=None)
    assert away_words(away_now(ben)) == "Away"
    CustomerAway.objects.update(noted_at=clock.now() - timedelta(days=8))
    assert away_now(ben) is None
    assert away_now(ada)
    CustomerAway.objects.filter(person=ada).update(until=clock.now().date() - timedelta(days=1))
    assert away_now(ada) is None
    assert forget_absences() == 2


def test_only_an_out_of_office_says_that():
    said = parsed("We have your request.")
    assert note_absence(cast.person(), said, Nature("auto-reply")) is None
