"""The demo keeps away from real customers."""

from datetime import UTC, datetime

import pytest

from clew.core import installation
from clew.demo.activity.oddities import odd_ids
from clew.demo.bookmark import bookmark, first_page
from clew.demo.company.cast import customers, visitors
from clew.demo.edition import Edition
from clew.demo.hiring import emails, open_house
from clew.demo.load import load_once
from clew.demo.removal import NotOnlyDemoError, refuse_other_data
from clew.people.actions import find_or_create_requester
from clew.people.models import Staff, Team
from clew.people.queries import default_environment
from clew.people.staff_actions import invite_owner
from clew.people.staff_queries import invitation_for

NOBODY_ANSWERS = "http://127.0.0.1:9"
pytestmark = pytest.mark.django_db


def known(**who):
    return find_or_create_requester(environment=default_environment(), **who)


def test_is_not_loaded_beside_real_customers():
    known(email="real@customer.example")
    load_once(NOBODY_ANSWERS, "key", progress=pytest.fail)
    assert bookmark() is None
    assert not Staff.objects.exists()


def test_is_not_loaded_twice():
    first_page(Edition.at(datetime(2026, 11, 18, 15, 20, tzinfo=UTC))).moved(finished=True)
    load_once(NOBODY_ANSWERS, "key", progress=pytest.fail)
    assert not Staff.objects.exists()


def test_a_reset_is_refused_while_there_are_other_customers():
    known(distinct_id="somebody-real", email="real@customer.example")
    with pytest.raises(NotOnlyDemoError, match=r"not the demo.s \(1 found\).*--force"):
        refuse_other_data()


def test_a_reset_is_fine_with_the_demo_alone():
    for distinct_id in [customers()[0].distinct_id, visitors()[0].distinct_id, *odd_ids()]:
        known(distinct_id=distinct_id)
    refuse_other_data()


def test_staff_have_no_passwords_and_the_printed_link_is_the_owners():
    open_house()
    assert set(Staff.objects.values_list("email", flat=True)) == emails()
    assert not any(member.has_usable_password() for member in Staff.objects.all())
    invitation = invitation_for(invite_owner())
    assert invitation is not None
    assert invitation.staff.name == "Maya Lindholm"
    assert installation.name() == "Ottergrid"


def test_hiring_again_changes_nothing():
    open_house()
    before = set(Staff.objects.values_list("pk", "email")), Team.objects.count()
    house = open_house()
    assert (set(Staff.objects.values_list("pk", "email")), Team.objects.count()) == before
    assert {team.name for team in house.staff["dev"].teams.all()} == {"API and webhooks"}


def test_the_bookmark_survives_the_way_through_the_database():
    edition = Edition.at(datetime(2026, 11, 18, 15, 20, tzinfo=UTC), print_run=3)
    first_page(edition).moved(chapters=7, tickets=2)
    mark = bookmark()
    assert mark is not None
    assert mark.edition == edition
    assert (mark.chapters, mark.tickets, mark.finished) == (7, 2, False)
