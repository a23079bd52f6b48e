"""Settings pages for the wrong role, and with more than fits."""

import pytest
from django.urls import reverse

from clew.core.actors import Actor
from clew.people.models import Role
from clew.tickets import actions
from tests import cast

pytestmark = pytest.mark.django_db


def test_a_light_agent_is_told_who_makes_views(client):
    client.force_login(cast.light_agent())
    answer = client.get("/views/new")
    assert answer.status_code == 403
    assert "Only agents and above open New view" in answer.content.decode()


def test_more_tags_than_a_page_are_found_by_name(client, monkeypatch):
    monkeypatch.setattr("clew.tickets.views.tag_settings.MOST", 2)
    admin = cast.staff("Ada Admin", role=Role.ADMIN)
    actions.add_tags(ticket=cast.ticket(), tags=["one", "three", "two"], by=Actor.staff(admin))
    client.force_login(admin)
    page = client.get(reverse("tag-settings")).content.decode()
    assert "2 of 3 tags" in page
    assert "Choose two for merging" not in page
    assert "Choose two for merging" in client.get("/settings/tags?q=two").content.decode()
