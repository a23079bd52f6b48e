"""Followers hear about a ticket without owning it: staff, or a customer's colleague by email."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from clew.core import facts
from clew.core.actors import Actor
from clew.people.models import Staff
from clew.tickets.actions.changing import changing
from clew.tickets.facts import FollowerAdded, FollowerRemoved
from clew.tickets.models import Follower, Ticket


def follow(
    *,
    ticket: Ticket,
    by: Actor,
    staff: Staff | None = None,
    email: str = "",
    at: datetime | None = None,
) -> bool:
    """Either ``staff`` or ``email``. Following twice is following once. ``at`` backdates."""
    who = _who(staff, email)
    with changing(ticket, at=at) as moment:
        _, created = Follower.objects.get_or_create(
            ticket=ticket, staff=staff, email=_address(email), defaults={"created_at": moment}
        )
        if created:
            facts.record(FollowerAdded(number=ticket.number, who=who), by=by, at=moment)
        return created


def unfollow(*, ticket: Ticket, by: Actor, staff: Staff | None = None, email: str = "") -> bool:
    who = _who(staff, email)
    with changing(ticket):
        found = Follower.objects.filter(ticket=ticket, staff=staff, email=_address(email))
        deleted, _ = found.delete()
        if deleted:
            facts.record(FollowerRemoved(number=ticket.number, who=who), by=by)
        return bool(deleted)


def _who(staff: Staff | None, email: str) -> str:
    if (staff is None) == (not email.strip()):
        raise ValidationError("A follower is a member of staff or an email address.")
    if staff is not None:
        return str(staff)
    validate_email(_address(email))
    return _address(email)


def _address(email: str) -> str:
    return email.strip().lower()
