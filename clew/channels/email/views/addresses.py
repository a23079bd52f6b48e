"""Settings → Mail: one address of ours."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from clew.channels.email.models import MailAddress
from clew.channels.email.setup import addresses, queries
from clew.channels.email.setup.forms import AddressForm, team_of
from clew.people.doors import admins
from clew.people.requests import StaffRequest
from clew.tickets.views.doors import actor, in_words

door = admins("Mail")
BEFORE, REMOVED = "mail_address_before", "mail_address_removed"  # in the session, for undoing


@door
def new_address(request: StaffRequest) -> HttpResponse:
    suggested = {**addresses.DEFAULTS, "address": request.GET.get("address", "")[:320]}
    form = AddressForm(request.POST or None, initial=suggested)
    if request.method == "POST" and form.is_valid():
        try:
            made = addresses.add_address(by=actor(request), **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"{made.address} added. Check it now.")
            return redirect("mail-address", made.pk)
    return render(request, "email_settings/address.html", {"form": form})


@door
def address(request: StaffRequest, pk: int) -> HttpResponse:
    found = address_or_404(request, pk)
    kept = {name: getattr(found, name) for name in addresses.FIELDS}
    form = AddressForm(request.POST or None, initial=kept)
    if request.method == "POST" and form.is_valid():
        try:
            former = addresses.change_address(row=found, by=actor(request), **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            request.session[BEFORE] = {"pk": pk, **_storable(former)}
            return redirect("mail-address", pk)
    before = request.session.get(BEFORE, {})
    can_undo = before.get("pk") == pk and len(before) > 1
    context = {"address": found, "form": form, "can_undo": can_undo}
    return render(request, "email_settings/address.html", context)


@require_POST
@in_words
@door
def undoing(request: StaffRequest, pk: int) -> HttpResponse:
    """What the last save changed, back."""
    found = address_or_404(request, pk)
    before = request.session.pop(BEFORE, {})
    if before.pop("pk", None) == pk:
        addresses.change_address(row=found, by=actor(request), **_whole(before))
        messages.success(request, "Undone")
    return redirect("mail-address", pk)


@require_POST
@in_words
@door
def removal(request: StaffRequest, pk: int) -> HttpResponse:
    found = address_or_404(request, pk)
    was = addresses.remove_address(row=found, by=actor(request))
    request.session[REMOVED] = _storable(was)
    return redirect("mail")


@require_POST
@in_words
@door
def restoration(request: StaffRequest) -> HttpResponse:
    if was := request.session.pop(REMOVED, {}):
        made = addresses.add_address(by=actor(request), **_whole(was))
        messages.success(request, f"{made.address} is back")
    return redirect("mail")


def address_or_404(request: StaffRequest, pk: int) -> MailAddress:
    try:
        return queries.address_for(request.user, pk)
    except MailAddress.DoesNotExist:
        raise Http404("There is no such address.") from None


def _storable(values: dict[str, Any]) -> dict[str, Any]:
    team = values.get("team")
    return values if "team" not in values else {**values, "team": team.pk if team else None}


def _whole(values: dict[str, Any]) -> dict[str, Any]:
    return values if "team" not in values else {**values, "team": team_of(values["team"])}
