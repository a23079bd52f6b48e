"""Pages for when something is not there or not allowed say what to do."""

import pytest
from django.test import Client

from tests import cast

pytestmark = pytest.mark.django_db


def test_staff_find_their_way_back(client):
    client.force_login(cast.staff())
    answer = client.get("/nowhere")
    assert answer.status_code == 404
    assert "Go to the inbox" in answer.content.decode()


def test_strangers_learn_nothing(client):
    answer = client.get("/sign-in/nowhere")
    assert answer.status_code == 404
    assert "rail" not in answer.content.decode()


def test_a_stale_form_says_so():
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/sign-in/", {"login": "a", "password": "b"})
    assert answer.status_code == 403
    assert "open too long" in answer.content.decode()
