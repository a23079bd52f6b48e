"""Staff know that two accounts are one, and sometimes that they were not."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from clew.core import clock
from clew.core.actors import Actor
from clew.core.bulk import execute, fetch
from clew.core.facts import record
from clew.people.accounts.fields import OWNERS
from clew.people.accounts.giving import Given, give
from clew.people.accounts.settling import Settling, settle
from clew.people.actions.allowed import refuse_light_agents
from clew.people.facts import AboutAccount, AccountsMerged, AccountsParted
from clew.people.identity import announce_change, lock_environments
from clew.people.models import Account, AccountMerge, AccountOwner, Group

_MEMBERS = """
    SELECT m.person_id::text, m.last_seen_at, m.by_hand, other.id IS NULL
    FROM people_membership m
    LEFT JOIN people_membership other ON other.person_id = m.person_id AND other.group_id = %b
    WHERE m.group_id = %b ORDER BY m.person_id
"""
_MOVE = """
    INSERT INTO people_membership AS member (person_id, group_id, last_seen_at, by_hand)
    SELECT person_id, %b, last_seen_at, by_hand FROM people_membership WHERE group_id = %b
    ON CONFLICT (person_id, group_id) DO UPDATE SET
        last_seen_at = greatest(member.last_seen_at, excluded.last_seen_at),
        by_hand = member.by_hand OR excluded.by_hand
"""
_LEAVE = "DELETE FROM people_membership WHERE group_id = %b"
_BACK = """
    INSERT INTO people_membership (person_id, group_id, last_seen_at, by_hand)
    SELECT p.id, %b, v.seen, v.by_hand
    FROM unnest(%b::uuid[], %b::timestamptz[], %b::boolean[]) AS v (person, seen, by_hand)
    JOIN people_person p ON p.id = v.person AND p.merged_into_id IS NULL
    ON CONFLICT (person_id, group_id) DO NOTHING
"""
_PART = "DELETE FROM people_membership WHERE group_id = %b AND person_id = ANY(%b::uuid[])"
VERB = "merge accounts"


@transaction.atomic
def merge_accounts(*, into: Group, absorbed: Group, by: Actor) -> AccountMerge:
    """Members, owners and links of ``absorbed`` are ``into``'s from now on.

    Tickets follow by the fact; events and notes are read of both. Events that go on to name the
    absorbed account make members of the survivor. Raises ValidationError in words.
    """
    refuse_light_agents(by, VERB)
    lock_environments([into.environment_id])
    into, absorbed = _living(into), _living(absorbed)
    _check(into, absorbed)
    earlier = list(Group.objects.filter(merged_into=absorbed).values_list("pk", flat=True))
    moved = {
        **_members(into, absorbed),
        **_owners_and_links(into, absorbed, by),
        "groups": earlier,
    }
    Group.objects.filter(pk__in=[absorbed.pk, *earlier]).update(merged_into=into)
    merge = AccountMerge.objects.create(
        into=into, absorbed=absorbed, moved=moved, by_name=by.name[:200], at=clock.now()
    )
    announce_change([into.environment_id])
    record(_told(AccountsMerged, into, absorbed), by=by)
    return merge


@transaction.atomic
def part_accounts(*, merge: AccountMerge, by: Actor) -> None:
    """As they were: members that were the absorbed account's go back, as do owners and links.

    Raises ValidationError when it cannot be undone any more.
    """
    refuse_light_agents(by, VERB)
    into, absorbed = merge.into, merge.absorbed
    lock_environments([into.environment_id])
    merge.refresh_from_db()
    absorbed.refresh_from_db()
    if merge.undone_at is not None or absorbed.merged_into_id != into.pk:
        raise ValidationError("This merge was undone already, or went on. Reload the page.")
    moved = merge.moved
    Group.objects.filter(pk__in=[absorbed.pk]).update(merged_into=None)
    Group.objects.filter(pk__in=moved["groups"], merged_into=into).update(merged_into=absorbed)
    people = [row[0] for row in moved["members"]]
    seen, by_hand = [row[1] for row in moved["members"]], [row[2] for row in moved["members"]]
    execute(_BACK, [absorbed.pk, people, seen, by_hand])
    execute(_PART, [into.pk, moved["added"]])
    give(Settling(into.environment_id, by=by), {into.pk: moved["given"]})
    Account.objects.filter(group=into).update(links=moved["links"])
    merge.undone_at = clock.now()
    merge.save(update_fields=["undone_at"])
    settle(Settling(into.environment_id, by=by), [absorbed.pk])
    announce_change([into.environment_id])
    record(_told(AccountsParted, into, absorbed), by=by)


def _living(group: Group) -> Group:
    return Group.objects.select_related("type").select_for_update(of=("self",)).get(pk=group.pk)


def _check(into: Group, absorbed: Group) -> None:
    if into.pk == absorbed.pk:
        raise ValidationError("These are one account already.")
    if into.environment_id != absorbed.environment_id:
        raise ValidationError("Accounts of different environments cannot be merged.")
    if not (into.type.is_account and absorbed.type.is_account):
        raise ValidationError("Only accounts can be merged.")
    if into.merged_into_id or absorbed.merged_into_id:
        raise ValidationError("One of them was merged meanwhile. Reload the page.")


def _members(into: Group, absorbed: Group) -> dict[str, Any]:
    rows = fetch(_MEMBERS, [into.pk, absorbed.pk])
    execute(_MOVE, [into.pk, absorbed.pk])
    execute(_LEAVE, [absorbed.pk])
    members = [[person, seen.isoformat(), by_hand] for person, seen, by_hand, _ in rows]
    return {"members": members, "added": [person for person, *_, is_new in rows if is_new]}


def _owners_and_links(into: Group, absorbed: Group, by: Actor) -> dict[str, Any]:
    """Owners of a kind that the survivor has none of, and links it does not have."""
    rows = Account.objects.in_bulk([into.pk, absorbed.pk])
    before = rows.get(into.pk)
    links = list(before.links) if before else []
    theirs = [link for link in rows[absorbed.pk].links if link not in links] if (
        absorbed.pk in rows) else []  # fmt: skip
    given = _owners(into, absorbed)
    undo: Given = {kind: (before.given.get(kind) if before else None) for kind in given}
    give(Settling(into.environment_id, by=by), {into.pk: given})
    if theirs:
        Account.objects.update_or_create(
            group=into,
            defaults={"links": [*links, *theirs], "updated_at": clock.now()},
            create_defaults={
                "links": theirs,
                "updated_at": clock.now(),
                "environment_id": into.environment_id,
            },
        )
    return {"given": undo, "links": links}


def _owners(into: Group, absorbed: Group) -> Given:
    has = set(AccountOwner.objects.filter(group=into).values_list("kind", flat=True))
    theirs = AccountOwner.objects.filter(group=absorbed).exclude(kind__in=has)
    return {
        owner.kind: {"staff": owner.staff_id}
        if owner.staff_id
        else {"name": owner.name, "email": owner.email}
        for owner in theirs
        if owner.kind in OWNERS
    }


def _told(
    kind: type[AccountsMerged | AccountsParted], into: Group, absorbed: Group
) -> AboutAccount:
    return kind(
        environment_id=into.environment_id,
        group_id=into.pk,
        group_type=into.type.name,
        group_key=into.key,
        account=into.display_name,
        absorbed_id=absorbed.pk,
        absorbed_key=absorbed.key,
        absorbed=absorbed.display_name,
    )
