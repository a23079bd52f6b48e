"""A PATCH as the actions it means."""

from datetime import UTC

from django.core.exceptions import ValidationError

from clew.api.v1.ticket_requests import TicketChanges
from clew.core.actors import Actor
from clew.people.models import Staff, Team
from clew.people.staff_queries import active_staff, team_named
from clew.tickets import actions
from clew.tickets.actions.tags import clean_tags
from clew.tickets.models import Status, Ticket

PROPERTIES = ("priority", "severity", "kind", "area", "subject")


def apply(changes: TicketChanges, *, ticket: Ticket, by: Actor) -> None:
    """Raises ValidationError for what cannot be."""
    given = changes.model_fields_set
    for field in PROPERTIES:
        if field in given:
            value = getattr(changes, field) or ""
            actions.set_property(ticket=ticket, field=field, value=value, by=by)
    for slug, value in changes.fields.items():
        actions.set_field(ticket=ticket, slug=slug, value=value, by=by)
    if "team" in given:
        actions.set_team(ticket=ticket, team=_team(changes.team), by=by)
    if "assignee" in given:
        actions.assign(ticket=ticket, staff=_staff(changes.assignee), by=by)
    _tag(changes, ticket=ticket, by=by)
    if given & {"status", "hold_until"}:
        _move(changes, ticket=ticket, by=by)


def _move(changes: TicketChanges, *, ticket: Ticket, by: Actor) -> None:
    """A date alone puts on hold, or moves the waking of what is on hold."""
    until = changes.hold_until
    if until is not None and changes.status not in {"", Status.HOLD}:
        raise ValidationError({"hold_until": "Only a ticket on hold wakes up. Leave it out."})
    if until is not None and until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    actions.set_status(
        ticket=ticket,
        status=changes.status or (Status.HOLD if until else ""),
        by=by,
        hold_until=until,
        reason=changes.reason,
    )


def _tag(changes: TicketChanges, *, ticket: Ticket, by: Actor) -> None:
    if changes.tags is not None:
        wanted = clean_tags(changes.tags)
        gone = [tag for tag in ticket.tags if tag not in wanted]
        actions.remove_tags(ticket=ticket, tags=gone, by=by)
        actions.add_tags(ticket=ticket, tags=wanted, by=by)
    actions.add_tags(ticket=ticket, tags=changes.add_tags, by=by)
    actions.remove_tags(ticket=ticket, tags=changes.remove_tags, by=by)


def _team(slug: str | None) -> Team | None:
    if not slug:
        return None
    if (team := team_named(slug)) is None:
        raise ValidationError({"team": f"There is no team “{slug}”."})
    return team


def _staff(email: str | None) -> Staff | None:
    if not email:
        return None
    if (staff := active_staff().filter(email__iexact=email).first()) is None:
        raise ValidationError({"assignee": f"Nobody here has the address {email}."})
    return staff
