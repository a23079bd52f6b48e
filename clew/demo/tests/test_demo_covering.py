"""The demo company has owners, experts, a gap and somebody who is away."""

import pytest

from clew.core import clock
from clew.coverage.models import OutOfOffice
from clew.coverage.queries import is_away
from clew.demo.covering import cover
from clew.demo.edition import Edition
from clew.demo.hiring import open_house
from clew.routing.models import Sme
from clew.routing.queries.assignment import billing_specialists
from clew.routing.queries.ownership import owner_of

pytestmark = pytest.mark.django_db


def test_every_area_has_an_owner_and_a_group():
    house = open_house()
    cover(house, Edition.at(clock.now()))
    exports = owner_of("Exports")
    assert (str(exports.team), str(exports.group)) == ("Flows", "Flows and data")
    assert not exports.support_first
    assert is_away(house.staff["tamsin"], clock.now())
    assert Sme.objects.filter(group__name="Assistant").count() == 1, "a gap to show"
    assert [str(staff) for staff in billing_specialists()] == ["Ruth Adeyinka"]


def test_twice_is_once():
    house = open_house()
    for _ in range(2):
        cover(house, Edition.at(clock.now()))
    assert Sme.objects.count() == 7
    assert OutOfOffice.objects.filter(staff=house.staff["tamsin"]).count() == 1
