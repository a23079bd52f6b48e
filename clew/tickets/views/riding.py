"""What rides along with a message: the changes of its macros, applied with it or not at all."""

import json
from collections.abc import Callable, Sequence
from typing import Any

import orjson
from django.core.exceptions import ValidationError

from clew.people.requests import StaffRequest
from clew.tickets.actions.using_macros import change_along, refuse_unfilled
from clew.tickets.changes import Change, apply_changes, checked_change, checked_changes
from clew.tickets.changes.status import wake_up
from clew.tickets.models import Macro, Status, Ticket
from clew.tickets.queries.macros import macros_for
from clew.tickets.views.answers import Toast
from clew.tickets.views.doors import actor

MOST = 40  # changes or macros of one message


def with_changes(
    request: StaffRequest,
    ticket: Ticket,
    message: dict[str, Any],
    write: Callable[[StaffRequest, Ticket, dict[str, Any]], Toast],
) -> Toast:
    """In the caller's transaction."""
    refuse_unfilled(message["body"])
    changes = given_changes(request)
    if message["kind"] == "reply":
        message, changes = _status_apart(message, changes)
    macros = used_macros(request)
    toast = write(request, ticket, message)
    if not changes and not macros:
        return toast
    by = actor(request)
    inverse = change_along(ticket=ticket, changes=changes, macros=macros, staff=request.user, by=by)
    return undone_too(toast, ticket, inverse)


def undone_too(toast: Toast, ticket: Ticket, inverse: Sequence[Change]) -> Toast:
    """The same undoing takes back the changes."""
    if not inverse:
        return toast
    url = ticket.get_absolute_url()
    given = toast.undo or {"url": f"{url}/changes", "fields": {}}
    if given["url"] == f"{url}/status":
        inverse = [Change("status", given["fields"]["status"]), *inverse]
        given = {"url": f"{url}/changes", "fields": {}}
    fields = {**given["fields"], "change": as_fields(inverse)}
    return Toast(toast.text, {"url": given["url"], "fields": fields})


def take_changes_back(request: StaffRequest, ticket: Ticket) -> None:
    """With the reply they went with, when its undoing names them."""
    if changes := given_changes(request):
        apply_changes(ticket=ticket, changes=changes, by=actor(request))


def as_fields(changes: Sequence[Change]) -> list[str]:
    return [json.dumps(each.as_json()) for each in changes]


def given_changes(request: StaffRequest) -> list[Change]:
    """``change={"field": …, "value": …}``, repeated. Raises ValidationError."""
    try:
        given = [orjson.loads(each) for each in request.POST.getlist("change")[:MOST]]
    except ValueError:
        raise ValidationError("These changes cannot be read. Reload the page.") from None
    return checked_changes(given)


def changes_named(request: StaffRequest, field: str, value: str) -> list[Change]:
    """One change, or all those of a macro: ``field`` is then “macro”, without its words."""
    if field != "macro":
        return [checked_change(field, value)]
    found = macros_for(request.user).filter(pk=int(value[:15])) if value.isdecimal() else None
    if found is None or (macro := found.first()) is None:
        raise ValidationError("There is no such macro any more.")
    return checked_changes(macro.actions)


def used_macros(request: StaffRequest) -> list[Macro]:
    """Those that are gone meanwhile are left out: their words are written already."""
    ids = [each for each in request.POST.getlist("macro")[:MOST] if each.isdecimal()]
    wanted = [int(each[:15]) for each in ids]
    return list(macros_for(request.user).filter(pk__in=wanted)) if wanted else []


def _status_apart(
    message: dict[str, Any], changes: list[Change]
) -> tuple[dict[str, Any], list[Change]]:
    """A status among the changes is the reply's own: it comes when the reply leaves."""
    rest = [each for each in changes if each.field not in {"status", "hold_until"}]
    chosen = [each for each in changes if each not in rest]
    if not chosen:
        return message, rest
    last = chosen[-1]
    if last.field == "status":
        return {**message, "status": last.value, "hold_until": None}, rest
    return {**message, "status": Status.HOLD, "hold_until": wake_up(last.value)}, rest
