"""Taking a reply back, and correcting, deleting and looking into notes."""

from django.db import transaction
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clew.people.requests import StaffRequest
from clew.tickets import actions
from clew.tickets.forms import NoteForm
from clew.tickets.models import Message
from clew.tickets.queries.messages import edits_of
from clew.tickets.views.answers import Toast, changed
from clew.tickets.views.doors import actor, checked
from clew.tickets.views.message_doors import on_message
from clew.tickets.views.riding import take_changes_back


@require_POST
@on_message
def message_return(request: StaffRequest, message: Message) -> HttpResponseBase:
    with transaction.atomic():
        actions.take_back(ticket=message.ticket, message=message, by=actor(request))
        take_changes_back(request, message.ticket)
    return changed(request, message.ticket, Toast("Not sent. The text is your draft again"))


@require_GET
@on_message
def message_menu(request: StaffRequest, message: Message) -> HttpResponseBase:
    own_note = message.is_note and message.staff_id == request.user.pk
    context = {
        "message": message,
        "ticket": message.ticket,
        "may_edit": own_note and not message.is_deleted,
    }
    return render(request, "tickets/ticket/message_menu.html", context)


@require_http_methods(["GET", "POST"])
@on_message
def note(request: StaffRequest, message: Message) -> HttpResponseBase:
    if request.method == "GET":
        return render(request, "tickets/ticket/note_form.html", {"message": message})
    said = checked(NoteForm(request.POST))
    ticket, by = message.ticket, actor(request)
    actions.edit_note(
        ticket=ticket, message=message, body=said["body"], by=by, mentions=said["mention"]
    )
    return changed(request, ticket, Toast("Note changed"))


@require_POST
@on_message
def note_deletion(request: StaffRequest, message: Message) -> HttpResponseBase:
    actions.delete_note(ticket=message.ticket, message=message, by=actor(request))
    undo = reverse("note-restoration", args=[message.ticket.number, message.pk])
    return changed(request, message.ticket, Toast("Note deleted").undone_by(undo))


@require_POST
@on_message
def note_restoration(request: StaffRequest, message: Message) -> HttpResponseBase:
    actions.restore_note(ticket=message.ticket, message=message, by=actor(request))
    return changed(request, message.ticket, Toast("Note restored"))


@require_GET
@on_message
def note_history(request: StaffRequest, message: Message) -> HttpResponseBase:
    context = {"message": message, "edits": edits_of(request.user, message)}
    return render(request, "tickets/ticket/note_history.html", context)
