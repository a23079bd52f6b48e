"""The settings pages of mailboxes: which are read, how they are, and trying a connection."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from clew.channels.email.mailboxes import actions, queries
from clew.channels.email.mailboxes.forms import MailboxForm, kept
from clew.channels.email.mailboxes.trial import Trial, try_connection
from clew.channels.email.models import Mailbox
from clew.core.ids import id_in
from clew.people.doors import admins
from clew.people.requests import StaffRequest
from clew.tickets.views.doors import actor, in_words

door = admins("Mail")
LIST, EDIT = "email_settings/mailboxes/list.html", "email_settings/mailboxes/edit.html"


@require_GET
@door
def mailboxes(request: StaffRequest) -> HttpResponse:
    """Asked by htmx, the list alone: it follows what readers say."""
    removed = id_in(request.GET.get("removed", "")) or ""
    context = {"mailboxes": queries.mailboxes_for(request.user), "removed": removed}
    return render(request, f"{LIST}#rows" if request.htmx else LIST, context)


@in_words
@door
def new_mailbox(request: StaffRequest) -> HttpResponse:
    form = MailboxForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with _told(form):
            made = actions.add_mailbox(by=actor(request), **form.cleaned_data)
            messages.success(request, f"{made} added. Clew connects to it now")
            return redirect("mailboxes")
    return render(request, EDIT, {"form": form})


@in_words
@door
def mailbox(request: StaffRequest, pk: int) -> HttpResponse:
    found = mailbox_or_404(request, pk)
    form = MailboxForm(request.POST or None, initial=kept(found))
    if request.method == "POST" and form.is_valid():
        with _told(form):
            actions.change_mailbox(mailbox=found, by=actor(request), **form.cleaned_data)
            messages.success(request, f"{found} is saved")
            return redirect("mailboxes")
    return render(request, EDIT, {"form": form, "mailbox": found})


@require_POST
@door
def trial(request: StaffRequest) -> HttpResponse:
    """Of what is typed; ``kept`` is the mailbox whose password may be used."""
    form, tried = MailboxForm(request.POST), None
    pk = id_in(request.POST.get("kept", ""))
    if form.is_valid():
        with _told(form):
            given, password = form.cleaned_data, form.cleaned_data["password"]
            tried = try_connection(given, password, mailbox_or_404(request, pk) if pk else None)
    context = {"trial": tried or Trial(works=False, said=_complaints(form))}
    return render(request, "email_settings/mailboxes/trial.html", context)


@require_POST
@in_words
@door
def active(request: StaffRequest, pk: int) -> HttpResponse:
    found, on = mailbox_or_404(request, pk), bool(request.POST.get("on"))
    actions.change_mailbox(mailbox=found, active=on, by=actor(request))
    return redirect("mailboxes")


@require_POST
@in_words
@door
def removal(request: StaffRequest, pk: int) -> HttpResponse:
    found = mailbox_or_404(request, pk)
    actions.remove_mailbox(mailbox=found, by=actor(request))
    return redirect(f"{reverse('mailboxes')}?removed={found.pk}")


@require_POST
@in_words
@door
def restoration(request: StaffRequest, pk: int) -> HttpResponse:
    found = mailbox_or_404(request, pk, removed=True)
    actions.restore_mailbox(mailbox=found, by=actor(request))
    return redirect("mailboxes")


def mailbox_or_404(request: StaffRequest, pk: int, *, removed: bool = False) -> Mailbox:
    try:
        return queries.mailbox_for(request.user, pk, removed=removed)
    except Mailbox.DoesNotExist:
        raise Http404("There is no such mailbox.") from None


def _complaints(form: MailboxForm) -> str:
    return " ".join(str(error) for errors in form.errors.values() for error in errors)


@contextmanager
def _told(form: MailboxForm) -> Iterator[None]:
    """What an action refuses is said at its field."""
    try:
        yield
    except ValidationError as error:
        for field, said in error.message_dict.items():
            form.add_error(field if field in form.fields else None, list(said))
