"""Environments and the capture keys that open them to SDKs and the widget."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from clew.core.actors import Actor
from clew.people import actions, queries, staff_queries
from clew.people.doors import admins
from clew.people.forms import CaptureKeyForm, EnvironmentForm
from clew.people.models import CaptureKey
from clew.people.requests import StaffRequest

door = admins("Environments and capture keys")


@door
def environment_list(request: StaffRequest) -> HttpResponse:
    form = EnvironmentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.create_environment(**form.cleaned_data, by=Actor.staff(request.user))
        except ValidationError:
            form.add_error("name", "There is an environment of this name. Choose another name.")
        else:
            return redirect("environments")
    context = {
        "environments": staff_queries.environments(),
        "keys": queries.capture_keys(),
        "form": form,
        "key_form": CaptureKeyForm(auto_id="id_key_%s"),
    }
    return render(request, "people/environments.html", context)


@require_POST
@door
def new_key(request: StaffRequest, name: str) -> HttpResponse:
    environment = staff_queries.environment_named(name)
    form = CaptureKeyForm(request.POST)
    if environment is None:
        raise Http404
    if not form.is_valid():
        messages.error(request, "Give the key a name, such as the product that sends with it.")
        return redirect("environments")
    by = Actor.staff(request.user)
    key = actions.create_capture_key(**form.cleaned_data, environment=environment, by=by)
    return redirect("capture-key", key.pk)


@door
def capture_key(request: StaffRequest, pk: int) -> HttpResponse:
    context = {"key": key_for(pk), "host": settings.CLEW_BASE_URL}
    return render(request, "people/capture_key.html", context)


@require_POST
@door
def revocation(request: StaffRequest, pk: int) -> HttpResponse:
    key = key_for(pk)
    actions.revoke_capture_key(key=key, by=Actor.staff(request.user))
    messages.success(request, f"{key.name} no longer works")
    return redirect("environments")


def key_for(pk: int) -> CaptureKey:
    found = queries.capture_keys().filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
