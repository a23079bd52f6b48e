"""What a ticket page shows, in order: messages, and what happened between them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Lower

from clew.core.actors import Actor
from clew.core.facts import facts_about
from clew.core.kept import Given, kept
from clew.people.models import Person
from clew.tickets.history import page, words
from clew.tickets.models import AuthorKind, Follower, Message, Ticket
from clew.tickets.queries.carried import unpack, with_carried


@dataclass(frozen=True)
class Change:
    """One line of history: “Changed status from Open to Pending”."""

    at: datetime
    by: Actor
    text: str
    url: str = ""  # where it is told in full


@dataclass(frozen=True)
class Entry:
    """Either a message, or the changes between two messages (oldest first)."""

    at: datetime
    message: Message | None = None
    changes: tuple[Change, ...] = ()


def conversation(ticket: Ticket) -> list[Entry]:
    """With the messages of merged tickets. In 2 statements, however long:

    messages with their attachments and deliveries, facts.
    """
    shown = kept("messages of a ticket", _messages).rows(ticket=ticket.pk)
    for message in shown:
        unpack(message)
        if message.ticket_id == ticket.pk:
            message.ticket = ticket
    return list(_merged(shown, _changes(ticket)))


def _messages() -> QuerySet[Message]:
    given = Given("ticket", Ticket._meta.pk)
    both = Ticket.objects.filter(Q(pk=given) | Q(merged_into=given)).values("pk")
    messages = Message.objects.filter(ticket__in=both).annotate(written_on=F("ticket__number"))
    return with_carried(messages).order_by("created_at", "id")


def messages_of(ticket: Ticket) -> list[Message]:
    """Its own, oldest first, with who wrote them and what is attached. One statement."""
    found = kept("own messages of a ticket", _own_messages).rows(ticket=ticket.pk)
    for message in found:
        unpack(message)
    return found


def _own_messages() -> QuerySet[Message]:
    own = Message.objects.filter(ticket=Given("ticket", Ticket._meta.pk))
    return with_carried(own).select_related("staff", "person").order_by("created_at", "id")


def followers_of(ticket: Ticket) -> list[Follower]:
    """Oldest first. Kept with the ticket, so that who asks next costs no statement."""
    found = kept("followers of a ticket", _followers).rows(ticket=ticket.pk)
    known: Any = ticket.followers.all()
    known._result_cache = found  # noqa: SLF001  as Django fills in what it prefetches
    vars(ticket).setdefault("_prefetched_objects_cache", {})["followers"] = known
    return found


def _followers() -> QuerySet[Follower]:
    own = Follower.objects.filter(ticket=Given("ticket", Ticket._meta.pk))
    by_age = own.select_related("staff").order_by("pk")
    return by_age.only("ticket_id", "email", "staff__name")


def public_messages(
    ticket: Ticket, also: Iterable[int] | QuerySet[Any, int] = ()
) -> QuerySet[Message]:
    """What the customer may see of the ticket, oldest first.

    And since it was merged: their words on the survivor, and the answers there if they hear them.
    ``also`` are messages there that the caller knows to be theirs.
    """
    theirs = Q(ticket=ticket)
    if ticket.merged_into_id is not None:
        since = Q(ticket=ticket.merged_into_id, created_at__gte=ticket.status_changed_at)
        theirs |= since & Q(pk__in=also)
        if ticket.verified:  # else somebody may only have claimed to be this person
            theirs |= since & Q(person=ticket.requester_id)
            theirs |= since & Q(author_kind=AuthorKind.STAFF) if _hears(ticket) else Q()
    return _heard(theirs, ticket.pk, ticket.requester_id).prefetch_related("attachments")


def _heard(theirs: Q, ticket: Any, requester: Any) -> QuerySet[Message]:
    unheard = Q(
        ticket=ticket, author_kind=AuthorKind.CUSTOMER, person__in=_unheard(ticket, requester)
    )
    shown = Message.objects.filter(theirs, public=True).exclude(unheard)
    return shown.order_by("created_at", "id")


def newest_of_customer(ticket: Ticket, *, before: Message) -> Message | None:
    """What the customer wrote last before this message, of what ``public_messages`` shows them."""
    if ticket.merged_into_id is not None:
        return _newest(public_messages(ticket), before.pk, before.created_at).first()
    found = kept("newest words of a customer", _newest_of_unmerged).rows(
        ticket=ticket.pk,
        requester=ticket.requester_id,
        message=before.pk,
        at=before.created_at,
    )
    return found[0] if found else None


def _newest_of_unmerged() -> QuerySet[Message]:
    ticket, requester = Given("ticket", Ticket._meta.pk), Given("requester", Person._meta.pk)
    shown = _heard(Q(ticket=ticket), ticket, requester)
    message = Given("message", Message._meta.pk)
    return _newest(shown, message, Given("at", Message._meta.get_field("created_at")))[:1]


def _newest(shown: QuerySet[Message], message: Any, at: Any) -> QuerySet[Message]:
    earlier = shown.filter(author_kind=AuthorKind.CUSTOMER, created_at__lte=at)
    return earlier.exclude(pk=message).order_by("-created_at", "-id")


def _hears(merged: Ticket) -> bool:
    """Whether replies on the survivor go to the requester of the merged ticket."""
    survivor = merged.merged_into
    if survivor is None:
        return False
    return survivor.requester_id == merged.requester_id or bool(
        merged.reply_address
        and survivor.followers.filter(email__iexact=merged.reply_address).exists()
    )


def _unheard(survivor: Any, requester: Any) -> QuerySet[Ticket, Any]:
    """Customers of tickets merged into this one whom nobody chose to let in on it.

    They write on here, since their ticket is part of this one; what they say is for staff.
    """
    followers = Follower.objects.filter(ticket=survivor, staff=None).values(low=Lower("email"))
    merged = Ticket.objects.filter(merged_into=survivor).exclude(requester=requester)
    let_in = merged.alias(low=Lower("reply_address")).filter(low__in=followers).exclude(low="")
    return merged.exclude(pk__in=let_in.values("pk")).values("requester")


def _changes(ticket: Ticket) -> list[Change]:
    known = ((fact, words(fact)) for fact in facts_about(f"ticket/{ticket.number}"))
    return [Change(fact.at, fact.by, text, page(fact)) for fact, text in known if text]


def _merged(messages: Sequence[Message], changes: list[Change]) -> Iterable[Entry]:
    waiting = sorted(changes, key=lambda change: change.at)
    for message in messages:
        before = [change for change in waiting if change.at < message.created_at]
        waiting = waiting[len(before) :]
        if before:
            yield Entry(before[0].at, changes=tuple(before))
        yield Entry(message.created_at, message=message)
    if waiting:
        yield Entry(waiting[0].at, changes=tuple(waiting))
