"""“Add billing”: the dialog with the note, and what it does."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from clew.people.requests import StaffRequest
from clew.routing.actions.billing import add_billing, note_of, undo_billing
from clew.routing.billing_options import BILLING_HANDOVER, BILLING_NOTE
from clew.routing.queries.assignment import billing_specialists
from clew.tickets.models import Kind, Ticket
from clew.tickets.queries import followers_of
from clew.tickets.views.answers import Toast, changed
from clew.tickets.views.doors import actor, on_ticket

DIGITS = 18  # of an id


@require_http_methods(["GET", "POST"])
@on_ticket
def billing(request: StaffRequest, ticket: Ticket) -> HttpResponseBase:
    if request.method != "POST":
        return _dialog(request, ticket)
    done = add_billing(
        ticket=ticket, staff=request.user, note=request.POST.get("note", ""), by=actor(request)
    )
    names = ", ".join(each.name for each in done.added) or "They"
    toast = Toast(f"{names} follow{'s' if len(done.added) == 1 else ''} #{ticket.number}")
    undone = toast.undone_by(
        reverse("billing-undo", args=[ticket.number]),
        note=str(done.note.pk),
        added=[str(each.pk) for each in done.added],
        kind=done.kind_before,
    )
    return changed(request, ticket, undone)


@require_POST
@on_ticket
def undo(request: StaffRequest, ticket: Ticket) -> HttpResponseBase:
    given = request.POST
    kind = given.get("kind", "")
    if kind not in Kind.values:
        raise ValidationError("This can no longer be undone.")
    undo_billing(
        ticket=ticket,
        note=note_of(request.user, ticket, next(iter(_ids([given.get("note", "")])), 0)),
        added=_ids(given.getlist("added")),
        kind=kind,
        by=actor(request),
    )
    return changed(request, ticket, Toast("Billing was taken off again"))


def _dialog(request: StaffRequest, ticket: Ticket) -> HttpResponse:
    if not request.user.can_reply_publicly:
        return redirect(ticket)
    following = {each.staff_id for each in followers_of(ticket) if each.staff_id}
    name = str(ticket.context.get("contact_name") or ticket.requester.name or "there")
    return render(request, "routing/billing/dialog.html", {
        "ticket": ticket,
        "specialists": billing_specialists(),
        "following": following,
        "note": _filled(BILLING_NOTE.value(), request, name),
        "handover": _filled(BILLING_HANDOVER.value(), request, _called(name)),
    })  # fmt: skip


def _ids(texts: list[str]) -> list[int]:
    return [int(text) for text in texts if text.isdecimal() and len(text) <= DIGITS]


def _called(name: str) -> str:
    """As one greets them, and as macros do: by the first name."""
    return name if "@" in name else next(iter(name.split()), name)


def _filled(text: str, request: StaffRequest, customer: str) -> str:
    return text.replace("{customer}", customer).replace("{agent}", request.user.name)
