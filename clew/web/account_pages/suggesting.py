"""Instead of an account: why there is none, which it may be, and one click to say so."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from clew.core.ids import id_in
from clew.people.actions.account_members import assign_to_account, take_out_of_account
from clew.people.models import Group, Person
from clew.people.queries import account_of, person_for
from clew.people.queries.accounts import account_for, accounts_named
from clew.people.queries.placeholders import placeholder_for
from clew.people.requests import StaffRequest
from clew.tickets.views.doors import actor, in_words
from clew.web.account_pages.views import account_or_404
from clew.web.customers.subject import address

SHOWN = 8


@require_http_methods(["GET", "POST"])
@in_words
def suggestion(request: StaffRequest, person_id: UUID) -> HttpResponseBase:
    """``account`` is the id of the one they belong to; ``q`` looks for one."""
    person = _person(request, person_id)
    if request.method == "GET":
        return _shown(request, person)
    chosen = id_in(request.POST.get("account", ""))
    if chosen is None:
        raise ValidationError("Choose the account they belong to.")
    group = account_or_404(request, chosen)
    assign_to_account(person=person, group=group, by=actor(request))
    return _shown(request, person, assigned=group)


@require_POST
@in_words
def undo(request: StaffRequest, person_id: UUID) -> HttpResponseBase:
    person, chosen = _person(request, person_id), id_in(request.POST.get("account", ""))
    if chosen is None:
        raise ValidationError("Say which account they were assigned to.")
    try:
        group = account_for(request.user, chosen)
    except Group.DoesNotExist:
        raise Http404("There is no such account.") from None
    take_out_of_account(person=person, group=group, by=actor(request))
    return _shown(request, person)


def _person(request: StaffRequest, person_id: UUID) -> Person:
    try:
        return person_for(request.user, id=person_id)
    except Person.DoesNotExist:
        raise Http404("There is no such person.") from None


def _shown(request: StaffRequest, person: Person, assigned: Group | None = None) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:200]
    account = assigned or account_of(person)
    context = {
        "person": person,
        "assigned": assigned,
        "account": account,
        "account_url": address(account) if account else "",
        "placeholder": None if account else placeholder_for(person),
        "text": text,
        "searched": "q" in request.GET,
        "found": accounts_named(person.environment_id, text, SHOWN) if text else [],
        "may_change": request.user.can_reply_publicly,
    }
    return render(request, "accounts/suggestion.html", context)
