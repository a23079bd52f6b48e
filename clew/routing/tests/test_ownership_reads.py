"""Who owns an area, and who knows it."""

import pytest

from clew.routing.models import AreaOwnership, ProductGroup, Region, Sme
from clew.routing.queries.ownership import owner_of, sme_groups_of, smes_of
from clew.routing.seeded_groups import seed_groups
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _groups():
    seed_groups(ProductGroup.objects, Region.objects)


def test_an_area_tells_its_team_group_and_label():
    area, team = cast.area("Exports"), cast.team()
    area.team = team
    area.save()
    data = ProductGroup.objects.get(slug="data")
    AreaOwnership.objects.create(area=area, label="exports", group=data, support_first=False)
    found = owner_of("Exports")
    assert (found.team, found.label, found.group) == (team, "exports", data)
    assert found.answers_first == "Delivery"


def test_what_nobody_listed_is_unclassified():
    for name in ("", "Somewhere else", cast.area("Exports").name):
        found = owner_of(name)
        assert found.group
        assert found.group.unclassified
        assert found.support_first


def test_an_sme_has_their_own_groups_and_what_is_shared():
    oskar = cast.staff("Oskar Brandt")
    data = ProductGroup.objects.get(slug="data")
    Sme.objects.create(group=data, region=Region.objects.get(slug="europe"), staff=oskar)
    assert [group.name for group in sme_groups_of(oskar)] == ["Analytics", "Unclassified", "Data"]
    assert smes_of(data) == [oskar]
    assert [group.name for group in sme_groups_of(cast.staff())] == ["Analytics", "Unclassified"]
