"""Settings → Mail: our addresses, the ways in, what DNS must say; and seeing that it works."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from clew.channels.email.models import AddressCheck, SigningKey
from clew.channels.email.outgoing import signing_actions
from clew.channels.email.setup import checks, queries
from clew.channels.email.setup.explaining import has_dns, is_running, lines_of, state_of
from clew.channels.email.setup.overview import overview
from clew.channels.email.views.addresses import REMOVED, address_or_404
from clew.core import clock
from clew.core.ids import id_in
from clew.people.doors import admins
from clew.people.requests import StaffRequest
from clew.tickets.views.doors import actor, in_words

door = admins("Mail")


@door
def setup(request: StaffRequest) -> HttpResponse:
    base_url = request.build_absolute_uri("/").rstrip("/")
    removed = request.session.get(REMOVED, {}).get("address", "")
    context = {**overview(request.user, base_url), "removed": removed}
    return render(request, "email_settings/setup.html", context)


@require_POST
@in_words
@door
def checking(request: StaffRequest) -> HttpResponse:
    pk = id_in(request.POST.get("address", ""))
    found = address_or_404(request, pk) if pk else None
    return redirect("mail-check", checks.start(address=found, by=actor(request)).pk)


@door
def check(request: StaffRequest, pk: int) -> HttpResponse:
    """The page of one check; htmx asks for its lines until it is over."""
    try:
        found = queries.check_for(request.user, pk)
    except AddressCheck.DoesNotExist:
        raise Http404("There is no such check. Start it again.") from None
    name = "check_lines" if request.htmx else "check"
    return render(request, f"email_settings/{name}.html", _check_context(found))


@require_POST
@in_words
@door
def new_key(request: StaffRequest) -> HttpResponse:
    domain = request.POST.get("domain", "")
    signing_actions.make_key(domain=domain, by=actor(request))
    messages.success(request, "There is a key. Put its record into DNS, then sign with it.")
    return redirect("mail")


@require_POST
@in_words
@door
def key_change(request: StaffRequest, pk: int) -> HttpResponse:
    """``do`` is activate, deactivate, rotate or remove."""
    key, by, wanted = key_or_404(request, pk), actor(request), request.POST.get("do", "")
    if wanted == "activate" and signing_actions.activate_key(key=key, by=by):
        messages.success(request, f"Mail of {key.domain} is signed from now on")
    elif wanted == "deactivate" and signing_actions.deactivate_key(key=key, by=by):
        messages.success(request, f"Mail of {key.domain} leaves unsigned from now on")
    elif wanted == "rotate":
        signing_actions.rotate_key(key=key, by=by)
        messages.success(request, "The next key waits. The old one signs until you change over.")
    elif wanted == "remove":
        signing_actions.remove_key(key=key, by=by)
        messages.success(request, "The key is removed")
    return redirect("mail")


def key_or_404(request: StaffRequest, pk: int) -> SigningKey:
    try:
        return queries.key_for(request.user, pk)
    except SigningKey.DoesNotExist:
        raise Http404("There is no such key.") from None


def _check_context(found: AddressCheck) -> dict[str, Any]:
    now = clock.now()
    return {
        "check": found,
        "lines": lines_of(found, now),
        "state": state_of(found, now),
        "running": is_running(found, now),
        "has_dns": has_dns(found),
    }
