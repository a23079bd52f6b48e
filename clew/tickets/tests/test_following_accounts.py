"""Merging accounts and assigning people, as everything that hangs on them notices it."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError

from clew.core import facts
from clew.core.actors import Actor
from clew.events.whose import whose_of
from clew.people import queries
from clew.people.actions.account_members import assign_to_account, take_out_of_account
from clew.people.actions.account_merges import merge_accounts, part_accounts
from clew.people.actions.account_values import set_links, set_owner
from clew.people.identity import IdentityCache, Incoming, resolve
from clew.people.models import Group, Membership, Role
from clew.people.queries.accounts import account_details
from clew.people.queries.placeholders import placeholder_for
from clew.tickets.models import Ticket
from tests import cast
from tests.reactions import waiting_reactions

pytestmark = pytest.mark.django_db


@pytest.fixture
def maya():
    return cast.staff("Maya Lindholm")


@pytest.fixture
def by(maya):
    return Actor.staff(maya)


@pytest.fixture
def heron():
    return cast.account("Heron")


@pytest.fixture
def egret():
    """The same organisation, under another key."""
    return cast.account("Egret")


def react():
    """Run what the facts asked for."""
    for fact_id, key in waiting_reactions("following_accounts"):
        facts.run_reaction(fact_id, key)


def members(group):
    return set(Membership.objects.filter(group=group).values_list("person__name", flat=True))


def join(group, person):
    now = datetime(2026, 3, 2, tzinfo=UTC)
    return Membership.objects.get_or_create(
        group=group, person=person, defaults={"last_seen_at": now}
    )


def test_members_tickets_owners_and_links_move_and_move_back(heron, egret, maya, by):
    ada, bo = cast.person("Ada"), cast.person("Bo")
    join(heron, ada), join(egret, ada), join(egret, bo)
    ticket = cast.ticket(requester=bo)
    Ticket.objects.update(account=egret)
    set_owner(group=egret, kind="csm", staff=maya, by=by)
    set_links(group=egret, links=[{"label": "CRM", "url": "https://crm.example/1"}], by=by)
    merge = merge_accounts(into=heron, absorbed=egret, by=by)
    react()
    ticket.refresh_from_db()
    assert ticket.account == heron
    assert {"Ada", "Bo"} <= members(heron)
    assert not members(egret)
    assert account_details(heron).owners["csm"].staff == maya
    assert account_details(heron).links == [{"label": "CRM", "url": "https://crm.example/1"}]

    part_accounts(merge=merge, by=by)
    react()
    ticket.refresh_from_db()
    assert ticket.account == egret
    assert {"Ada", "Bo"} <= members(egret)
    assert "Bo" not in members(heron)
    assert "Ada" in members(heron)
    assert account_details(heron).owners == {}
    assert account_details(heron).links == []
    with pytest.raises(ValidationError):
        part_accounts(merge=merge, by=by)


def test_the_absorbed_key_leads_to_the_survivor(heron, egret, maya, by):
    merge_accounts(into=heron, absorbed=egret, by=by)
    assert queries.group_for(maya, type=egret.type.name, key=egret.key) == heron
    assert egret not in queries.groups_visible_to(maya)
    assert whose_of(heron).group_keys == [heron.key, egret.key]
    with pytest.raises(Group.DoesNotExist):
        queries.group_for(AnonymousUser(), type=egret.type.name, key=egret.key)


def test_events_that_name_the_absorbed_account_make_members_of_the_survivor(heron, egret, by):
    merge_accounts(into=heron, absorbed=egret, by=by)
    event = Incoming(
        environment_id=heron.environment_id, uuid=uuid4(), event="$set", distinct_id="cy",
        timestamp=datetime(2026, 3, 3, tzinfo=UTC), properties={"$set": {"name": "Cy"}},
        set={"name": "Cy"}, groups={egret.type.name: egret.key},
    )  # fmt: skip
    resolve([event], cache=IdentityCache())
    assert "Cy" in members(heron)
    assert not members(egret)


def test_merges_are_never_a_chain(heron, egret, by):
    stork = cast.account("Stork")
    merge_accounts(into=egret, absorbed=stork, by=by)
    last = merge_accounts(into=heron, absorbed=egret, by=by)
    stork.refresh_from_db()
    assert stork.merged_into == heron
    with pytest.raises(ValidationError):
        merge_accounts(into=heron, absorbed=stork, by=by)
    with pytest.raises(ValidationError):
        merge_accounts(into=heron, absorbed=heron, by=by)
    part_accounts(merge=last, by=by)
    stork.refresh_from_db()
    assert stork.merged_into == egret


def test_light_agents_neither_merge_nor_assign(heron, egret):
    light = Actor.staff(cast.staff("Lou", role=Role.LIGHT))
    with pytest.raises(PermissionDenied):
        merge_accounts(into=heron, absorbed=egret, by=light)
    with pytest.raises(PermissionDenied):
        assign_to_account(person=cast.person("Ada"), group=heron, by=light)


def test_somebody_without_an_account_looks_like_one(heron, egret, by):
    ada = cast.person("Ada", email="ada@heron.example")
    join(heron, ada)
    bo = cast.person("Bo", email="Bo@Heron.example")
    Membership.objects.filter(person=bo).delete()
    assert placeholder_for(ada) is None
    found = placeholder_for(bo)
    assert (found.account, found.text) == (heron, f"Looks like {heron.display_name}")
    join(egret, cast.person("Cy", email="cy@heron.example"))
    assert placeholder_for(bo).text == "No account"
    free = cast.person("Di", email="di@freemail.example")
    Membership.objects.filter(person=free).delete()
    assert placeholder_for(free).text == "No account: free mail address"


def test_an_assigned_person_brings_their_tickets_along_and_takes_them_back(heron, egret, by):
    bo = cast.person("Bo", email="bo@elsewhere.example")
    Membership.objects.filter(person=bo).delete()
    loose, other = cast.ticket(requester=bo), cast.ticket(requester=bo)
    Ticket.objects.filter(pk=loose.pk).update(account=None)
    Ticket.objects.filter(pk=other.pk).update(account=egret)
    assert assign_to_account(person=bo, group=heron, by=by)
    assert not assign_to_account(person=bo, group=heron, by=by)
    react()
    loose.refresh_from_db(), other.refresh_from_db()
    assert (loose.account, other.account) == (heron, egret)
    assert queries.account_of(bo) == heron
    assert take_out_of_account(person=bo, group=heron, by=by)
    react()
    loose.refresh_from_db()
    assert loose.account is None
    assert queries.account_of(bo) is None
