"""Settings → Mail → Trust: whom we believe, and whom we do not hear."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from clew.channels.email.options import (
    CHECK_DNS,
    SUSPENDED_BYTES,
    TRUSTED_AUTHSERV,
    TRUSTED_FORWARDERS,
)
from clew.channels.email.setup.seen_servers import servers_seen
from clew.channels.email.suspended import actions, queries
from clew.core.options import Option, set_options, stored, value_of
from clew.people.doors import admins
from clew.people.requests import StaffRequest
from clew.tickets.views.answers import Toast
from clew.tickets.views.doors import actor, in_words

door = admins("Whom mail is believed from")
OPTIONS: dict[str, Option[Any]] = {
    "servers": TRUSTED_AUTHSERV,
    "forwarders": TRUSTED_FORWARDERS,
    "check_dns": CHECK_DNS,
    "kept": SUSPENDED_BYTES,
}


@door
def trust(request: StaffRequest) -> HttpResponse:
    """POST saves the settings of this page."""
    wrong: dict[str, str] = {}
    if request.method == "POST":
        wrong = _saved(request)
        if not wrong:
            return redirect(f"{reverse('mail-trust')}?saved=1")
    return render(request, "email_settings/trust.html", _context(request, wrong))


@require_POST
@in_words
@door
def block(request: StaffRequest) -> HttpResponse:
    pattern = request.POST.get("pattern", "")
    row = actions.block(pattern=pattern, by=actor(request))
    said = Toast(f"{row.pattern} blocked" if row else "That is blocked already")
    undone = said.undone_by(reverse("blocked-end"), pattern=row.pattern) if row else said
    return _answered(request, undone)


@require_POST
@in_words
@door
def unblock(request: StaffRequest) -> HttpResponse:
    patterns = request.POST.getlist("pattern")
    for pattern in patterns:
        actions.unblock(pattern=pattern, by=actor(request))
    said = Toast(f"{', '.join(patterns[:2])} may write again")
    undone = said.undone_by(reverse("blocked"), pattern=patterns[0]) if patterns else said
    return _answered(request, undone)


def _answered(request: StaffRequest, toast: Toast) -> HttpResponse:
    if not request.htmx:
        messages.success(request, toast.text)
        return redirect("mail-trust")
    return toast.onto(render(request, "email_settings/blocked_senders.html", _context(request, {})))


def _saved(request: StaffRequest) -> dict[str, str]:
    values = {option.key: request.POST.get(name, "") for name, option in OPTIONS.items()}
    try:
        set_options(values=values, by=actor(request))
    except ValidationError as error:
        names = {option.key: name for name, option in OPTIONS.items()}
        return {names[key]: " ".join(said) for key, said in error.message_dict.items()}
    return {}


def _context(request: StaffRequest, wrong: dict[str, str]) -> dict[str, object]:
    values = stored([option.key for option in OPTIONS.values()])
    now = {name: value_of(option, values) for name, option in OPTIONS.items()}
    return {
        **now,
        "wrong": wrong,
        "saved": bool(request.GET.get("saved")),
        "blocked": queries.blocked_for(request.user),
        "seen": servers_seen(request.user, str(now["servers"])),
    }
