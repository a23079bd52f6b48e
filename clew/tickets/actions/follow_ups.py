"""A ticket that goes on from one that is over: linked both ways, with what was known carried."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from clew.core.actors import SYSTEM, Actor
from clew.people.models import Person, Staff
from clew.tickets.actions.changing import changing, refuse_light_agents, save
from clew.tickets.actions.links import link_tickets
from clew.tickets.actions.messages import staff_message
from clew.tickets.actions.opening import open_ticket
from clew.tickets.actions.properties import change_assignee, set_team
from clew.tickets.arriving import PLAIN, Arriving
from clew.tickets.models import Attachment, AuthorKind, LinkKind, Message, Ticket, TicketLink
from clew.tickets.models.tickets import UNSOLVED
from clew.tickets.originals import Original

# Of what the channel knew: who and what they use, not the page they were on then.
CARRIED = (
    *("contact_name", "contact_email", "groups", "plan", "sdk", "language", "time_zone"),
    "mail_to",  # the address of ours that they know
)
FOLLOW_UP = LinkKind.FOLLOW_UP
NOT_OVER = "This ticket is not over yet. Write on it, or open a new one."


def open_follow_up(
    *,
    ticket: Ticket,
    by: Actor,
    person: Person,
    body: str,
    channel: str,
    attachments: Sequence[Attachment] = (),
    at: datetime | None = None,
    original: Original | None = None,
    arriving: Arriving = PLAIN,
) -> Ticket:
    """The customer's words on a ticket that is over. Owner and team stay, if they still can."""
    with transaction.atomic():
        new = open_ticket(
            requester=person,
            body=body,
            channel=channel,
            by=by,
            attachments=attachments,
            created_at=at,
            original=original,
            arriving=arriving,
            **{**_carried(ticket), **_of_another(ticket, person), **_own(arriving)},
        )
        _hand_over(ticket, new, at=new.created_at)
        link_tickets(ticket=new, other=ticket, kind=FOLLOW_UP, by=by, at=new.created_at)
    return new


def follow_up_by_staff(*, ticket: Ticket, staff: Staff, at: datetime | None = None) -> Ticket:
    """Nobody asked yet: it begins with a note of where it comes from, and whoever opens has it.

    The one that is not solved yet, if there is one: asking twice opens one. Raises
    ValidationError while the first ticket can still be written on.
    """
    by = Actor.staff(staff)
    refuse_light_agents(by, "open tickets")
    with changing(ticket, at=at, closed_too=True) as moment:
        if not ticket.is_solved:
            raise ValidationError(NOT_OVER)
        if going_on := running_follow_up(ticket, ticket.requester):
            return going_on
        new = open_ticket(
            requester=ticket.requester,
            body=f"Follow-up of #{ticket.number}.",
            channel=ticket.channel,
            by=by,
            created_at=moment,
            first=_note_of(staff, by, moment),
            **_carried(ticket),
        )
        _hand_over(ticket, new, at=moment)
        change_assignee(new, staff, by=by, at=moment)
        new.last_message_by = AuthorKind.STAFF  # nobody waits for an answer
        save(new, "last_message_by", at=moment)
        link_tickets(ticket=new, other=ticket, kind=FOLLOW_UP, by=by, at=moment)
    return new


def running_follow_up(ticket: Ticket, person: Person) -> Ticket | None:
    """Of the same person, as well proven, and not solved: what they say now belongs there."""
    theirs = Q(ticket__requester=person, ticket__verified=ticket.verified)
    links = TicketLink.objects.filter(theirs, other=ticket, kind=FOLLOW_UP)
    link = links.filter(ticket__status__in=UNSOLVED).select_related("ticket").order_by("pk").last()
    return link.ticket if link else None


def _note_of(staff: Staff, by: Actor, at: datetime) -> Any:
    def note(new: Ticket, body: str) -> Message:
        return staff_message(new, staff=staff, by=by, body=body, public=False, at=at)

    return note


def _carried(ticket: Ticket) -> Mapping[str, Any]:
    known = {key: ticket.context[key] for key in CARRIED if key in ticket.context}
    return {
        "environment": ticket.environment,
        "subject": ticket.subject,
        "kind": ticket.kind,
        "area": ticket.area,
        "severity": ticket.severity,
        "tags": ticket.tags,
        "context": known | {"follow_up_of": ticket.number},
        "verified": ticket.verified,
        "reply_address": ticket.reply_address,
        "account": ticket.account,
    }


def _of_another(ticket: Ticket, person: Person) -> Mapping[str, Any]:
    """Nothing of the first requester's for somebody else, whom it would make look like them."""
    if person.pk == ticket.requester_id:
        return {}
    known = {"mail_to": ticket.context["mail_to"]} if "mail_to" in ticket.context else {}
    context = known | {"follow_up_of": ticket.number}
    return {"context": context, "account": None, "reply_address": "", "verified": False}


def _own(arriving: Arriving) -> Mapping[str, Any]:
    """What whoever writes now brings: the first ticket's may be somebody else's."""
    own: dict[str, Any] = {}
    if arriving.reply_address:
        own["reply_address"] = arriving.reply_address
    if arriving.verified is not None:
        own["verified"] = arriving.verified
    return own


def _hand_over(ticket: Ticket, new: Ticket, *, at: datetime) -> None:
    if ticket.team is not None:
        set_team(ticket=new, team=ticket.team, by=SYSTEM, at=at)
    owner = ticket.assignee
    if owner is not None and owner.is_active and owner.can_reply_publicly:
        change_assignee(new, owner, by=SYSTEM, at=at)
