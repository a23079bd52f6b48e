"""An account's values, owners and links: shown, edited in place, put back."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from clew.people.accounts.fields import LABELS, OWNERS, VALUES
from clew.people.actions.account_values import set_account_values, set_links, set_owner
from clew.people.models import Group
from clew.people.queries.accounts import account_details, account_for
from clew.people.requests import StaffRequest
from clew.people.staff_queries import active_staff
from clew.tickets.views.answers import Toast
from clew.tickets.views.doors import actor, in_words
from clew.web.account_pages.rows import rows_of
from clew.web.customers.subject import address

P = ParamSpec("P")
OnAccount = Callable[Concatenate[StaffRequest, Group, P], HttpResponseBase]
EDITABLE = {*VALUES, *OWNERS, "links"}


def on_account(view: OnAccount[P]) -> Callable[..., HttpResponseBase]:
    """Gives the view the account of its address; one that is hidden does not exist."""

    @wraps(view)
    def found(request: StaffRequest, pk: int, *args: P.args, **kwargs: P.kwargs) -> Any:
        return view(request, account_or_404(request, pk), *args, **kwargs)

    return in_words(found)


def account_or_404(request: StaffRequest, pk: int) -> Group:
    try:
        return account_for(request.user, pk)
    except Group.DoesNotExist:
        raise Http404("There is no such account.") from None


@require_GET
@on_account
def header(request: StaffRequest, account: Group) -> HttpResponseBase:
    return drawn(request, account)


@require_POST
@on_account
def values(request: StaffRequest, account: Group) -> HttpResponseBase:
    given = {field: request.POST[field] for field in VALUES if field in request.POST}
    if not given:
        raise ValidationError("Nothing was sent. Reload the page and try again.")
    undo = set_account_values(group=account, values=given, by=actor(request))
    named = LABELS[next(iter(given))]
    said = f"{named} is set by hand" if any(given.values()) else f"{named} is not set by hand now"
    back = {field: "" if value is None else str(value) for field, value in undo.items()}
    toast = Toast(said).undone_by(reverse("account-values", args=[account.pk]), **back)
    return changed(request, account, toast)


@require_POST
@on_account
def owners(request: StaffRequest, account: Group) -> HttpResponseBase:
    """``staff`` is somebody's id, or ``name`` is of somebody without a sign-in."""
    kind, chosen = request.POST.get("kind", ""), request.POST.get("staff", "")
    staff = active_staff().filter(pk=int(chosen)).first() if chosen.isdecimal() else None
    typed = " ".join(request.POST.get("name", "").split())
    name, email = ("", typed) if "@" in typed else (typed, "")
    by = actor(request)
    if chosen and staff is None:
        raise ValidationError("This colleague is not here any more. Choose another one.")
    undo = set_owner(group=account, kind=kind, staff=staff, name=name, email=email, by=by)
    before = undo[kind] or {}
    back = {"kind": kind, "staff": str(before.get("staff", "")),
            "name": before.get("email") or before.get("name") or ""}  # fmt: skip
    toast = Toast(f"{LABELS[kind]}: {staff or typed or 'not set by hand now'}")
    return changed(
        request, account, toast.undone_by(reverse("account-owners", args=[account.pk]), **back)
    )


@require_POST
@on_account
def links(request: StaffRequest, account: Group) -> HttpResponseBase:
    """All of them: ``label`` and ``url`` once for each."""
    labels, urls = request.POST.getlist("label"), request.POST.getlist("url")
    given = [
        {"label": label, "url": url}
        for label, url in zip(labels, urls, strict=False)
        if url.strip()
    ]
    before = set_links(group=account, links=given, by=actor(request))
    back = {"label": [each["label"] for each in before], "url": [each["url"] for each in before]}
    undo = {"url": reverse("account-links", args=[account.pk]), "fields": back}
    return changed(request, account, Toast("Links saved", undo))


def changed(request: StaffRequest, account: Group, toast: Toast) -> HttpResponse:
    """Without JavaScript it is the page again."""
    if not request.htmx:
        return redirect(address(account))
    account.refresh_from_db()
    return toast.onto(drawn(request, account))


def drawn(request: StaffRequest, account: Group) -> HttpResponse:
    details = account_details(account)
    may_change = request.user.can_reply_publicly
    editing = request.GET.get("edit", "") if request.method == "GET" and may_change else ""
    rows = rows_of(details)
    context = {
        "account": account,
        "rows": [row for row in rows if not row.is_empty or row.field == editing],
        "empty": [row for row in rows if row.is_empty and row.field != editing],
        "links": details.links,
        "editing": editing if editing in EDITABLE else "",
        "may_change": may_change,
        "staff": active_staff() if editing in OWNERS else [],
    }
    return render(request, "accounts/header.html", context)
