"""The demo's views say what they find, and are made once."""

import pytest

from clew.demo.arranging import make_views, views
from clew.demo.hiring import open_house
from clew.tickets import conditions
from clew.tickets.models import SavedView

pytestmark = pytest.mark.django_db


def test_each_view_is_made_once():
    house = open_house()
    make_views(house)
    SavedView.objects.filter(name="Quiet for 3 days").update(active=False)
    make_views(house)
    assert SavedView.objects.count() == len(views()) == 5
    scopes = set(SavedView.objects.values_list("scope", flat=True))
    assert scopes == {"shared", "team", "personal"}
    assert all(conditions.parse(view.conditions).data() for view in SavedView.objects.all())
