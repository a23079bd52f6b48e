"""Two accounts are one: what would move, then the merge, and back."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from clew.events.queries import counts
from clew.events.whose import whose_of
from clew.people.actions.account_merges import merge_accounts, part_accounts
from clew.people.models import Group
from clew.people.queries import group_for
from clew.people.queries.accounts import accounts_like, counts_of, merge_of
from clew.people.requests import StaffRequest
from clew.tickets.queries.customers import ticket_counts_of
from clew.tickets.views.answers import Toast
from clew.tickets.views.doors import actor, in_words
from clew.web.account_pages.views import on_account
from clew.web.customers.subject import address

SUGGESTED = 8


@dataclass(frozen=True)
class Preview:
    """What an account brings along."""

    people: int
    already_here: int
    notes: int
    tickets: int
    events: int


@require_http_methods(["GET", "POST"])
@on_account
def merge(request: StaffRequest, account: Group) -> HttpResponseBase:
    """``key`` is the account that becomes part of this one."""
    key = request.POST.get("key", "") or request.GET.get("key", "")
    absorbed = _named(request, account, key) if key else None
    if request.method == "GET":
        return _asked(request, account, absorbed)
    if absorbed is None:
        raise ValidationError("Choose the account that becomes part of this one.")
    done = merge_accounts(into=account, absorbed=absorbed, by=actor(request))
    toast = Toast(f"{absorbed.display_name} is part of {account.display_name}")
    undone = toast.undone_by(reverse("account-merge-undo", args=[done.pk]))
    return _back(request, account, undone)


@require_POST
@in_words
def undo(request: StaffRequest, pk: int) -> HttpResponseBase:
    found = merge_of(request.user, pk)
    if found is None:
        raise Http404("There is no such merge.")
    part_accounts(merge=found, by=actor(request))
    return _back(request, found.into, Toast(f"{found.absorbed} is an account of its own again"))


def _named(request: StaffRequest, account: Group, key: str) -> Group:
    try:
        return group_for(
            request.user, environment=account.environment, type=account.type.name, key=key
        )
    except Group.DoesNotExist:
        raise ValidationError(f"There is no account with the key “{key[:60]}”.") from None


def _asked(request: StaffRequest, account: Group, absorbed: Group | None) -> HttpResponseBase:
    text = request.GET.get("q", "").strip()[:200]
    context = {
        "account": account,
        "absorbed": absorbed,
        "text": text,
        "found": [] if absorbed else accounts_like(account, text, SUGGESTED),
        "preview": _preview(request, account, absorbed) if absorbed else None,
        "may_change": request.user.can_reply_publicly,
        "back": address(account),
    }
    return render(request, "accounts/merge.html", context)


def _preview(request: StaffRequest, into: Group, absorbed: Group) -> Preview:
    people = counts_of(into, absorbed)
    return Preview(
        people=people.members,
        already_here=people.in_both,
        notes=people.notes,
        tickets=ticket_counts_of(request.user, absorbed).total,
        events=counts(whose_of(absorbed)).events,
    )


def _back(request: StaffRequest, account: Group, toast: Toast) -> HttpResponseBase:
    if not request.htmx:
        return redirect(address(account))
    response = HttpResponse()
    response["X-Clew-Location"] = address(account)
    return toast.onto(response)
