"""Ids that anybody can send with a public key: whatever they hold, pages that link them open."""

from urllib.parse import unquote

import pytest
from django.urls import resolve, reverse

from clew.people.models import Group, GroupType, Membership
from tests import cast

pytestmark = pytest.mark.django_db
ODD = ["a\nb", "a/b", "a\r\n\tb", "~1", "a~0/~1b", "%2F", "a?b#c", "{}", "é\u2028x", " ", "a b"]


@pytest.mark.parametrize("odd", ODD)
def test_an_address_finds_back_to_what_it_is_of(odd):
    for name, given in (
        ("group", {"type": odd, "key": odd}),
        ("insights-trace", {"trace_id": odd}),
    ):
        path = unquote(reverse(name, kwargs=given))  # as a server hands it on
        assert resolve(path).kwargs == given


def test_an_account_with_an_odd_key_breaks_no_search(store, client):
    client.force_login(cast.staff())
    account = cast.account("Heron")
    Group.objects.filter(pk=account.pk).update(key="heron\nline", name="heron\nline")
    kind = GroupType.objects.create(environment=account.environment, name="a/b", index=1)
    other = Group.objects.create(
        environment=account.environment, type=kind, key="x\ny", name="Heron", created_at=cast.JOINED
    )
    ada = cast.person()
    Membership.objects.create(person=ada, group=other, last_seen_at=cast.JOINED)
    ticket = cast.ticket(requester=ada)
    assert client.get("/search", {"q": "heron"}).status_code == 200
    assert client.get(f"/tickets/{ticket.number}/customer").status_code == 200
    assert client.get(reverse("group", args=["a/b", "x\ny"])).status_code == 200
