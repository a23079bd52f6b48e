"""Macros in the composer: the list to choose from, one of them on this ticket, and using it."""

from typing import Any

from django.http import Http404, HttpResponseBase, JsonResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET, require_POST

from clew.people.requests import StaffRequest
from clew.tickets.actions.macro_files import uploads_of
from clew.tickets.actions.using_macros import apply_macro
from clew.tickets.changes import Change, apply_changes, words
from clew.tickets.macros.rendering import Rendered
from clew.tickets.macros.showing import html_with_gaps
from clew.tickets.macros.values import render_for
from clew.tickets.models import Macro, Ticket
from clew.tickets.queries.macros import macro_for, macros_for
from clew.tickets.rendering import plain_text, shortened
from clew.tickets.views.answers import Toast, changed
from clew.tickets.views.doors import actor, on_ticket
from clew.tickets.views.riding import given_changes, undone_too

EXCERPT = 140  # characters


@require_GET
def picker(request: StaffRequest) -> JsonResponse:
    """Every macro one can use, for searching in the browser. One statement."""
    return JsonResponse({"macros": [_row(macro) for macro in macros_for(request.user)]})


def on_one_ticket(request: StaffRequest, number: int, macro_id: int) -> HttpResponseBase:
    """GET shows what it would say and do; POST makes its changes."""
    view = use if request.method == "POST" else preview
    return view(request, number, macro_id)


@require_GET
@on_ticket
def preview(request: StaffRequest, ticket: Ticket, macro_id: int) -> HttpResponseBase:
    macro = macro_or_404(request, macro_id)
    made = render_for(macro.text, ticket, staff=request.user)
    return JsonResponse(_shown(macro, made))


@require_POST
@on_ticket
def files(request: StaffRequest, ticket: Ticket, macro_id: int) -> HttpResponseBase:  # noqa: ARG001  the door is the point
    stored = uploads_of(macro_or_404(request, macro_id))
    kept = ("secret", "filename", "size")
    return JsonResponse({"files": [{name: getattr(row, name) for name in kept} for row in stored]})


@require_POST
@on_ticket
def use(request: StaffRequest, ticket: Ticket, macro_id: int) -> HttpResponseBase:
    """Its changes without its words."""
    macro = macro_or_404(request, macro_id)
    done = apply_macro(
        ticket=ticket, macro=macro, staff=request.user, by=actor(request), with_text=False
    )
    text = f"Applied “{macro.name}” to #{ticket.number}"
    return changed(request, ticket, undone_too(Toast(text), ticket, done.inverse))


@require_POST
@on_ticket
def changes(request: StaffRequest, ticket: Ticket) -> HttpResponseBase:
    """Any changes, with the way back: what undoing a macro posts."""
    by = actor(request)
    inverse = apply_changes(ticket=ticket, changes=given_changes(request), by=by)
    return changed(request, ticket, undone_too(Toast("Changed"), ticket, inverse))


def macro_or_404(request: StaffRequest, pk: int) -> Macro:
    try:
        return macro_for(request.user, pk)
    except Macro.DoesNotExist:
        raise Http404("There is no such macro.") from None


def _row(macro: Macro) -> dict[str, Any]:
    return {
        "id": macro.pk,
        "name": macro.name,
        "folder": macro.folder,
        "kind": macro.kind,
        "own": macro.is_personal,
        "excerpt": shortened(" ".join(macro.text.split()), EXCERPT),
        "does": len(macro.actions),
    }


def _shown(macro: Macro, made: Rendered) -> dict[str, Any]:
    does = [Change(each["field"], each["value"]) for each in macro.actions]
    changes = [{**change.as_json(), "words": words(change)} for change in does]
    attached = list(macro.files.all())
    gaps = [each.raw for each in made.missing]
    context = {
        "macro": macro,
        "html": html_with_gaps(made),
        "changes": changes,
        "files": attached,
        "gaps": list(dict.fromkeys(gaps)),
    }
    return {
        "id": macro.pk,
        "name": macro.name,
        "kind": macro.kind,
        "markdown": made.markdown,
        "snippet": shortened(plain_text(made.markdown), EXCERPT),
        "gaps": gaps,
        "changes": changes,
        "files": len(attached),
        "html": render_to_string("tickets/macros/preview.html", context),
    }
