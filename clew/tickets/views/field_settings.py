"""Settings: the installation's own ticket fields."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from clew.core.actors import Actor
from clew.people.doors import admins
from clew.people.requests import StaffRequest
from clew.people.staff_queries import active_staff
from clew.tickets.actions import field_definitions as actions
from clew.tickets.fields import definitions
from clew.tickets.models import TicketField
from clew.tickets.setting_forms import FieldForm
from clew.tickets.views.own_fields import inputs

door = admins("Ticket fields")
SHOWN = 20  # choices in a preview


@door
def field_list(request: StaffRequest) -> HttpResponse:
    rows = definitions(retired=True)
    context = {
        "active": [row for row in rows if row.active],
        "retired": [row for row in rows if not row.active],
    }
    return render(request, "tickets/settings/fields.html", context)


@door
def new(request: StaffRequest) -> HttpResponse:
    form = FieldForm(request.POST or None)

    def save() -> str:
        field = actions.create_field(definition=form.definition, by=Actor.staff(request.user))
        return f"{field.label} is on every ticket now"

    return _edited(request, form, save) or _editor(request, form)


@door
def edit(request: StaffRequest, slug: str) -> HttpResponse:
    field = _field(slug)
    form = FieldForm.of(field, request.POST or None)

    def save() -> str:
        by = Actor.staff(request.user)
        changed = actions.edit_field(field=field, definition=form.definition, by=by)
        return f"{field.label} saved" if changed else "Nothing was different"

    return _edited(request, form, save) or _editor(request, form, field)


@require_POST
@door
def preview(request: StaffRequest) -> HttpResponse:
    """The field as the ticket form will show it, from what is typed so far."""
    labels = [line.strip() for line in request.POST.get("choices", "").splitlines()]
    field = TicketField(
        slug="preview",
        label=request.POST.get("label", "").strip()[:60] or "Name of the field",
        help=request.POST.get("help", "").strip()[:200],
        kind=request.POST.get("kind", "") or "text",
        choices=[{"value": each, "label": each} for each in labels[:SHOWN] if each],
        required_on=request.POST.getlist("required_on"),
    )
    rows = inputs([field], {}, list(active_staff()))
    return render(request, "tickets/fields/input.html", {"input": rows[0]})


@require_POST
@door
def place(request: StaffRequest, slug: str) -> HttpResponse:
    wanted = request.POST.get("place", "")
    if not wanted.isdecimal() or len(wanted) > 4:  # noqa: PLR2004  digits
        raise Http404
    actions.move_field(field=_field(slug), place=int(wanted), by=Actor.staff(request.user))
    return HttpResponse(status=204) if request.htmx else redirect("ticket-fields")


@require_POST
@door
def state(request: StaffRequest, slug: str) -> HttpResponse:
    """Retires, brings back, or deletes."""
    field, by = _field(slug), Actor.staff(request.user)
    wanted = request.POST.get("state", "")
    try:
        if wanted == "deleted":
            actions.delete_field(field=field, by=by)
        elif wanted == "active":
            actions.restore_field(field=field, by=by)
        else:
            actions.retire_field(field=field, by=by)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("ticket-field", slug)
    said = {"deleted": "deleted", "active": "is asked again"}.get(wanted, "is retired")
    messages.success(request, f"{field.label} {said}")
    return redirect("ticket-fields")


def _edited(request: StaffRequest, form: FieldForm, save: Callable[[], str]) -> HttpResponse | None:
    """Where to go after saving; None when the form must be shown."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        messages.success(request, save())
    except ValidationError as error:
        form.add_error(None, error)
        return None
    return redirect("ticket-fields")


def _editor(
    request: StaffRequest, form: FieldForm, field: TicketField | None = None
) -> HttpResponse:
    used = actions.tickets_with(field.slug) if field else 0
    shown = field or TicketField(slug="preview", label="Name of the field", kind="text")
    rows = inputs([shown], {}, list(active_staff()))
    context = {"form": form, "field": field, "used": used, "input": rows[0]}
    status = 422 if form.errors else 200
    return render(request, "tickets/settings/field.html", context, status=status)


def _field(slug: str) -> TicketField:
    found = next((row for row in definitions(retired=True) if row.slug == slug), None)
    if found is None:
        raise Http404
    return found
