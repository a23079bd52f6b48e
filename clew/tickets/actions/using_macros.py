"""Using a macro on a ticket: its words as a message and its changes, in one transaction."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from clew.core import clock, facts
from clew.core.actors import Actor
from clew.people.models import Staff
from clew.tickets.actions.changing import changing, refuse_light_agents
from clew.tickets.actions.conversation import add_note, reply
from clew.tickets.actions.macro_files import uploads_of
from clew.tickets.changes import Change, apply_changes, checked_changes
from clew.tickets.macro_facts import MacroUsed
from clew.tickets.macros.rendering import missing_in
from clew.tickets.macros.values import render_for
from clew.tickets.models import Macro, MacroKind, MacroUse, Message, Ticket

SAME_USE = timedelta(minutes=1)  # one act, however often the browser says so


@dataclass(frozen=True)
class Applied:
    message: Message | None
    inverse: list[Change]  # what takes the changes back, in order


def apply_macro(
    *,
    ticket: Ticket,
    macro: Macro,
    by: Actor,
    staff: Staff | None = None,
    public: bool | None = None,
    values: Mapping[str, str] | None = None,
    with_text: bool = True,
) -> Applied:
    """``values`` fill in what Clew does not know. Raises ValidationError while any is missing."""
    with transaction.atomic():
        message = None
        if with_text and macro.text:
            message = _write(macro, ticket, by, staff, public, values or {})
        inverse = apply_changes(ticket=ticket, changes=checked_changes(macro.actions), by=by)
        record_use(macros=[macro], ticket=ticket, staff=staff, by=by)
    return Applied(message, inverse)


def change_along(
    *, ticket: Ticket, changes: Sequence[Change], macros: Iterable[Macro], staff: Staff, by: Actor
) -> list[Change]:
    """The changes that go with a message, in the caller's transaction. Gives their inverse."""
    if changes:
        refuse_light_agents(by)
    inverse = apply_changes(ticket=ticket, changes=changes, by=by)
    record_use(macros=macros, ticket=ticket, staff=staff, by=by)
    return inverse


def record_use(*, macros: Iterable[Macro], ticket: Ticket, staff: Staff | None, by: Actor) -> None:
    at = clock.now()
    for macro in macros:
        if _just_used(macro, ticket, staff, at):
            continue
        MacroUse.objects.create(macro=macro, ticket=ticket, staff=staff, used_at=at)
        fact = MacroUsed(macro_id=macro.pk, macro_name=macro.name, number=ticket.number)
        facts.record(fact, by=by, at=at)


def refuse_unfilled(body: str) -> None:
    """Raises ValidationError for variables left in a message; code may show braces."""
    if left := [each for each in missing_in(body) if not each.in_code]:
        raise ValidationError(not_known([each.raw for each in left]))


def not_known(raw: Sequence[str]) -> str:
    names = " and ".join(dict.fromkeys(raw))
    return f"{names} is not known: write it yourself."


def _just_used(macro: Macro, ticket: Ticket, staff: Staff | None, at: datetime) -> bool:
    same = MacroUse.objects.filter(macro=macro, ticket=ticket, staff=staff)
    return same.filter(used_at__gt=at - SAME_USE).exists()


def _write(  # noqa: PLR0917
    macro: Macro,
    ticket: Ticket,
    by: Actor,
    staff: Staff | None,
    public: bool | None,
    values: Mapping[str, str],
) -> Message:
    made = render_for(macro.text, ticket, staff=staff, agent=by.name, given=values)
    if made.missing:
        raise ValidationError({"values": not_known([each.raw for each in made.missing])})
    in_public = macro.kind != MacroKind.NOTE if public is None else public
    write = reply if in_public else add_note
    with changing(ticket):
        return write(
            ticket=ticket,
            staff=staff,
            body=made.markdown,
            by=by,
            attachments=uploads_of(macro),
        )
