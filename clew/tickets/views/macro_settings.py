"""The settings pages of macros: the list, the editor with its preview, and what one does there."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from clew.core.actors import Actor
from clew.people.doors import refused
from clew.people.requests import StaffRequest
from clew.tickets.actions import macros as actions
from clew.tickets.macro_forms import MacroForm
from clew.tickets.macros.known import SECTIONS
from clew.tickets.macros.rendering import complaints
from clew.tickets.macros.showing import html_with_gaps
from clew.tickets.macros.values import render_for
from clew.tickets.models import Macro
from clew.tickets.queries.macros import folders, listed_macro, listed_macros
from clew.tickets.views.change_choices import change_choices
from clew.tickets.views.doors import in_words
from clew.tickets.views.macro_rows import filtered, recent_ticket, row, told


def macro_list(request: StaffRequest) -> HttpResponse:
    rows = [row(macro, request.user) for macro in listed_macros(request.user)]
    deleted = request.GET.get("deleted", "")
    context = {
        "deleted": deleted if deleted.isascii() and deleted.isdecimal() else "",
        "rows": filtered(rows, request.GET),
        "total": len(rows),
        "folders": list(dict.fromkeys(each.macro.folder for each in rows if each.macro.folder)),
        "shared": actions.writes_shared(request.user),
        "asked": request.GET,
    }
    return render(request, "settings/macros/list.html", context)


def new(request: StaffRequest) -> HttpResponse:
    if not request.user.can_reply_publicly:
        return refused(request, what="New macro", who="agents and above")
    form = MacroForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        owner = request.user if form.is_personal else None
        with told(form):
            made = actions.create_macro(words=form.words(), owner=owner, by=_by(request))
            return redirect("macro", made.pk)
    return _editor(request, form, None)


def macro(request: StaffRequest, pk: int) -> HttpResponse:
    found = macro_or_404(request, pk)
    form = MacroForm(request.user, request.POST or None, found)
    if request.method == "POST" and form.is_valid():
        with told(form):
            actions.change_macro(macro=found, words=form.words(), by=_by(request))
            return redirect("macros")
    return _editor(request, form, found)


@require_POST
def preview(request: StaffRequest) -> HttpResponse:
    """The words as they stand in the editor, on any ticket one reads."""
    ticket = recent_ticket(request, request.POST.get("ticket", ""))
    text = request.POST.get("text", "")[:100_000]
    context: dict[str, Any] = {"ticket": ticket, "complaints": complaints(text)}
    if ticket is not None:
        made = render_for(text, ticket, staff=request.user)
        gaps = list(dict.fromkeys(each.raw for each in made.missing))
        context |= {"html": html_with_gaps(made), "gaps": gaps}
    return render(request, "settings/macros/preview.html", context)


@require_POST
@in_words
def copy(request: StaffRequest, pk: int) -> HttpResponseBase:
    found = macro_or_404(request, pk)
    owner = None if actions.may_write(request.user, found) and not found.owner else request.user
    made = actions.duplicate_macro(macro=found, owner=owner, by=_by(request))
    return redirect("macro", made.pk)


@require_POST
@in_words
def active(request: StaffRequest, pk: int) -> HttpResponseBase:
    found = macro_or_404(request, pk)
    actions.set_active(macro=found, active=bool(request.POST.get("on")), by=_by(request))
    return redirect("macro", found.pk)


@require_POST
@in_words
def deletion(request: StaffRequest, pk: int) -> HttpResponseBase:
    found = macro_or_404(request, pk)
    actions.delete_macro(macro=found, by=_by(request))
    return redirect(f"/settings/macros?deleted={found.pk}")


@require_POST
@in_words
def restoration(request: StaffRequest, pk: int) -> HttpResponseBase:
    found = macro_or_404(request, pk, deleted=True)
    actions.restore_macro(macro=found, by=_by(request))
    return redirect("macro", found.pk)


def macro_or_404(request: StaffRequest, pk: int, *, deleted: bool = False) -> Macro:
    try:
        return listed_macro(request.user, pk, deleted=deleted)
    except Macro.DoesNotExist:
        raise Http404("There is no such macro.") from None


def _editor(request: StaffRequest, form: MacroForm, macro: Macro | None) -> HttpResponse:
    writable = macro is None or actions.may_write(request.user, macro)
    context = {
        "form": form,
        "macro": macro,
        "writable": writable and request.user.can_reply_publicly,
        "sections": SECTIONS,
        "folders": folders(request.user),
        "fields": change_choices(),
        "ticket": recent_ticket(request, ""),
    }
    return render(request, "settings/macros/editor.html", context)


def _by(request: StaffRequest) -> Actor:
    return Actor.staff(request.user)
