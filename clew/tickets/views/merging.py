"""Merging: the dialog that says what will happen, the deed, and taking it back."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from clew.core.ids import id_in, ids_in
from clew.people.requests import StaffRequest
from clew.tickets import actions
from clew.tickets.forms import NumbersForm
from clew.tickets.models import Merge, Ticket
from clew.tickets.queries import search
from clew.tickets.queries.merging import (
    MergePreview,
    merge_for,
    merge_preview,
    proposed_survivor,
    survivor_of,
    tickets_to_merge,
)
from clew.tickets.views.answers import Toast
from clew.tickets.views.doors import actor, checked, in_words

FOUND = 6  # suggestions


@require_GET
@in_words
def merge_dialog(request: StaffRequest) -> HttpResponse:
    context = {**_preview(request, request.GET), "q": ""}
    return render(request, "tickets/joining/merge.html", context)


@require_GET
@in_words
def ticket_suggestions(request: StaffRequest) -> HttpResponse:
    """For a field in which a ticket is looked for, by number, words or person."""
    q = request.GET.get("q", "").strip()
    taken = set(ids_in(request.GET.getlist("number")))
    hits = search(request.user, request.environment, q, "", FOUND + len(taken)).items
    found = [hit.ticket for hit in hits]
    shown = [ticket for ticket in found if ticket.number not in taken and not ticket.merged_into_id]
    context = {"found": shown[:FOUND], "q": q}
    return render(request, "tickets/joining/suggestions.html", context)


@require_POST
@in_words
def merges(request: StaffRequest) -> HttpResponseBase:
    preview: MergePreview = _preview(request, request.POST)["preview"]
    merge = actions.merge_tickets(
        survivor=preview.survivor,
        others=preview.merged,
        by=actor(request),
        follow=request.POST.getlist("follow"),
    )
    count = len(preview.merged) + 1
    toast = Toast(f"{count} tickets are one: #{preview.survivor.number}")
    return _answer(request, merge, toast.undone_by(f"/merges/{merge.pk}/undo"))


@require_POST
@in_words
def undo_merge(request: StaffRequest, pk: int) -> HttpResponseBase:
    try:
        merge = merge_for(request.user, pk)
    except Merge.DoesNotExist:
        raise Http404("There is no such merge.") from None
    actions.undo_merge(merge=merge, by=actor(request))
    return _answer(request, merge, Toast("The tickets are apart again"))


def survivor_answer(request: StaffRequest, ticket: Ticket) -> HttpResponseBase:
    """The number of a merged ticket leads to what it became part of."""
    survivor = survivor_of(request.user, ticket)
    query = request.GET.urlencode()
    if survivor is None:
        return redirect(f"{ticket.get_absolute_url()}?original=1")
    return redirect(f"{survivor.get_absolute_url()}{'?' if query else ''}{query}")


def _preview(request: StaffRequest, asked: Any) -> dict[str, Any]:
    numbers = checked(NumbersForm(asked))["number"]
    wanted = asked.get("survivor", "")
    try:
        tickets = tickets_to_merge(request.user, numbers)
    except Ticket.DoesNotExist:
        raise ValidationError("One of the tickets is gone, or you may not see it.") from None
    survivor = proposed_survivor(tickets, id_in(wanted))
    return {"tickets": tickets, "preview": merge_preview(survivor, tickets)}


def _answer(request: StaffRequest, merge: Merge, toast: Toast) -> HttpResponseBase:
    if not request.htmx:
        return redirect(merge.survivor)
    answer = HttpResponse(status=204)
    answer["X-Clew-Location"] = merge.survivor.get_absolute_url()
    return toast.onto(answer)
