"""API tokens: shown once, then only recognisable by how they begin."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from clew.core.actors import Actor
from clew.people import staff_actions, staff_queries
from clew.people.doors import admins
from clew.people.forms import TokenForm
from clew.people.requests import StaffRequest

door = admins("API tokens")


@door
def token_list(request: StaffRequest) -> HttpResponse:
    form, made, bearer = TokenForm(request.POST or None, by=request.user), None, ""
    if request.method == "POST" and form.is_valid():
        by = Actor.staff(request.user)
        made, bearer = staff_actions.create_api_token(**form.cleaned_data, by=by)
        form = TokenForm(by=request.user)
    context = {"tokens": staff_queries.api_tokens(), "form": form, "made": made, "bearer": bearer}
    return render(request, "people/tokens.html", context)


@require_POST
@door
def revocation(request: StaffRequest, pk: int) -> HttpResponse:
    token = staff_queries.api_token_for(request.user, pk)
    if token is None:
        raise Http404
    staff_actions.revoke_api_token(token=token, by=Actor.staff(request.user))
    messages.success(request, f"{token.name} no longer works")
    return redirect("tokens")
