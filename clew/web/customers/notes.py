"""Notes of staff on a customer's page: written, corrected, pinned, deleted in place."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django import forms
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from clew.core.actors import Actor
from clew.people import queries as people
from clew.people.actions import notes as actions
from clew.people.models import CustomerNote, Group, Person
from clew.people.queries.notes import customer_of, note_for, notes_of
from clew.people.requests import StaffRequest
from clew.tickets.views.answers import Toast
from clew.tickets.views.doors import checked, in_words
from clew.web.customers.subject import address, subject_for

P = ParamSpec("P")
OnNote = Callable[Concatenate[StaffRequest, CustomerNote, P], HttpResponseBase]
SHOWN = 5  # the rest are folded


class NoteForm(forms.Form):
    text = forms.CharField(error_messages={"required": "Write the note first."}, strip=False)
    pinned = forms.BooleanField(required=False)


def notes_context(reader: people.Reader, customer: Person | Group) -> dict[str, Any]:
    """One statement."""
    found = list(notes_of(reader, [customer]))
    return {
        "notes": found[:SHOWN],
        "more_notes": found[SHOWN:],
        "note_count": len(found),
        "notes_url": address(customer, "notes"),
    }


@require_http_methods(["GET", "POST"])
@in_words
def notes(request: StaffRequest, /, **where: Any) -> HttpResponseBase:
    customer = subject_for(request, **where).customer
    if request.method == "GET":
        return _section(request, customer)
    said = checked(NoteForm(request.POST))
    note = actions.write_note(
        customer=customer, text=said["text"], pinned=said["pinned"], by=_actor(request)
    )
    undo = reverse("customer-note-deletion", args=[note.pk])
    return _changed(request, customer, Toast("Note saved").undone_by(undo))


def on_note(view: OnNote[P]) -> Callable[..., HttpResponseBase]:
    @wraps(view)
    def found(request: StaffRequest, note_id: int, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, note_for(request.user, note_id), *args, **kwargs)
        except CustomerNote.DoesNotExist:
            raise Http404("There is no such note.") from None

    return in_words(found)


@require_http_methods(["GET", "POST"])
@on_note
def customer_note(request: StaffRequest, note: CustomerNote) -> HttpResponseBase:
    if request.method == "GET":
        return render(request, "customers/notes/form.html", {"note": note})
    before, said = note.text, checked(NoteForm(request.POST))
    toast = Toast("Note changed")
    if actions.edit_note(note=note, text=said["text"], by=_actor(request)):
        toast = toast.undone_by(reverse("customer-note", args=[note.pk]), text=before)
    return _changed(request, customer_of(note), toast)


@require_POST
@on_note
def customer_note_pin(request: StaffRequest, note: CustomerNote) -> HttpResponseBase:
    pinned = request.POST.get("pinned") == "1"
    actions.pin_note(note=note, pinned=pinned, by=_actor(request))
    undo = reverse("customer-note-pin", args=[note.pk])
    toast = Toast("Note pinned" if pinned else "Note no longer pinned")
    return _changed(request, customer_of(note), toast.undone_by(undo, pinned="" if pinned else "1"))


@require_POST
@on_note
def customer_note_deletion(request: StaffRequest, note: CustomerNote) -> HttpResponseBase:
    actions.delete_note(note=note, by=_actor(request))
    undo = reverse("customer-note-restoration", args=[note.pk])
    return _changed(request, customer_of(note), Toast("Note deleted").undone_by(undo))


@require_POST
@on_note
def customer_note_restoration(request: StaffRequest, note: CustomerNote) -> HttpResponseBase:
    actions.restore_note(note=note, by=_actor(request))
    return _changed(request, customer_of(note), Toast("Note restored"))


def _changed(request: StaffRequest, customer: Person | Group, toast: Toast) -> HttpResponseBase:
    """Without JavaScript it is the page again."""
    if not request.htmx:
        return redirect(f"{address(customer)}#notes")
    return toast.onto(_section(request, customer))


def _section(request: StaffRequest, customer: Person | Group) -> HttpResponse:
    context = notes_context(request.user, customer)
    return render(request, "customers/notes/section.html", context)


def _actor(request: StaffRequest) -> Actor:
    return Actor.staff(request.user)
