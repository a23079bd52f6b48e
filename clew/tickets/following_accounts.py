"""Tickets follow when accounts are merged, and when staff say whose somebody is; and back."""

from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from clew.core.facts import Recorded, facts_about, reaction, record
from clew.people.facts import AccountsMerged, AccountsParted, PersonAssigned, PersonUnassigned
from clew.people.models import Group, Membership
from clew.tickets.facts import TicketsFollowed
from clew.tickets.models import Ticket


@reaction(AccountsMerged)
def follow_the_merge(recorded: Recorded) -> None:
    """To whoever is the survivor now: merges go on, and reactions run in any order."""
    fact: AccountsMerged = recorded.fact
    absorbed = Group.objects.get(pk=fact.absorbed_id)
    if absorbed.merged_into_id is not None:
        theirs = Ticket.objects.filter(account=absorbed)
        _move(theirs, fact.absorbed_id, absorbed.merged_into_id, recorded)


@reaction(AccountsParted)
def follow_the_parting(recorded: Recorded) -> None:
    """What came from there and is still here goes back."""
    fact: AccountsParted = recorded.fact
    absorbed = Group.objects.get(pk=fact.absorbed_id)
    if absorbed.merged_into_id is None:
        theirs = Ticket.objects.filter(
            account=fact.group_id, pk__in=_followed(fact.absorbed_id, fact.group_id)
        )
        _move(theirs, fact.group_id, fact.absorbed_id, recorded)


@reaction(PersonAssigned)
def follow_the_person(recorded: Recorded) -> None:
    """Only tickets of nobody's account."""
    fact: PersonAssigned = recorded.fact
    members = Membership.objects.filter(group=fact.group_id, person=UUID(fact.person_id))
    if members.exists():
        theirs = Ticket.objects.filter(requester=UUID(fact.person_id), account__isnull=True)
        _move(theirs, None, fact.group_id, recorded, person=fact.person_id)


@reaction(PersonUnassigned)
def follow_the_person_back(recorded: Recorded) -> None:
    fact: PersonUnassigned = recorded.fact
    members = Membership.objects.filter(group=fact.group_id, person=UUID(fact.person_id))
    if not members.exists():
        theirs = Ticket.objects.filter(
            requester=UUID(fact.person_id), account=fact.group_id,
            pk__in=_followed(None, fact.group_id, person=fact.person_id),
        )  # fmt: skip
        _move(theirs, fact.group_id, None, recorded, person=fact.person_id)


@transaction.atomic
def _move(
    tickets: QuerySet[Ticket],
    before: int | None,
    after: int | None,
    recorded: Recorded,
    *,
    person: str = "",
) -> None:
    ids = list(tickets.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    if ids:
        Ticket.objects.filter(pk__in=ids).update(account=after)
        fact = TicketsFollowed(before=before, after=after, person_id=person, tickets=ids)
        record(fact, by=recorded.by)


def _followed(before: int | None, after: int, *, person: str = "") -> set[int]:
    """Ids of tickets that came to ``after`` from ``before``."""
    told = [one.fact for one in facts_about(f"account/{after}")]
    return {
        ticket
        for fact in told
        if isinstance(fact, TicketsFollowed)
        and (fact.before, fact.after, fact.person_id) == (before, after, person)
        for ticket in fact.tickets
    }
