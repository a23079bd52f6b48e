"""Drafts as the composer keeps them, and the list of one's own."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from clew.people.requests import StaffRequest
from clew.tickets import actions
from clew.tickets.forms import DraftForm
from clew.tickets.models import Draft, Ticket
from clew.tickets.pictures import address
from clew.tickets.queries.messages import drafts_of, drafts_on
from clew.tickets.views.doors import checked, on_ticket
from clew.tickets.views.messages import attachments_of

CONFLICT = 409


@require_http_methods(["GET", "POST"])
@on_ticket
def drafts(request: StaffRequest, ticket: Ticket) -> HttpResponseBase:
    """GET: what this person has begun here. POST saves; 409 is what another device saved since."""
    if request.method == "GET":
        found = drafts_on(ticket, request.user)
        return JsonResponse({"drafts": [shape(draft) for draft in found]})
    given = checked(DraftForm(request.POST))
    files = attachments_of(request)
    try:
        draft = actions.save_draft(ticket=ticket, staff=request.user, files=files, **given)
    except actions.NewerDraft as newer:
        return JsonResponse({"draft": shape(newer.draft)}, status=CONFLICT)
    return JsonResponse({"draft": shape(draft)})


@require_GET
def my_drafts(request: StaffRequest) -> HttpResponse:
    return render(request, "tickets/drafts.html", {"drafts": drafts_of(request.user)})


def shape(draft: Draft | None) -> dict[str, Any]:
    """Version 0 is no draft."""
    if draft is None:
        return {"version": 0, "body": "", "files": []}
    return {
        "kind": draft.kind,
        "version": draft.version,
        "body": draft.body,
        "saved": int(draft.updated_at.timestamp() * 1000),
        "files": [
            {"secret": file.secret, "filename": file.filename, "size": file.size,
             "url": address(file)}
            for file in draft.files.all()
        ],
    }  # fmt: skip
