"""The settings pages of webhooks: where they go, what went, and sending one again."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from clew.core.ids import id_in
from clew.integrations.webhooks import actions, queries
from clew.integrations.webhooks.forms import EndpointForm, fact_groups
from clew.integrations.webhooks.models import Endpoint, WebhookDelivery
from clew.people.doors import admins
from clew.people.requests import StaffRequest
from clew.tickets.views.doors import actor, in_words

door = admins("Webhooks")


@door
def webhook_list(request: StaffRequest) -> HttpResponse:
    """POST makes one and shows its secret, once."""
    form, made = EndpointForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        with _told(form):
            made = actions.create_endpoint(by=actor(request), **form.cleaned_data)
            form = EndpointForm()
    deleted = request.GET.get("deleted", "")
    context = {"endpoints": queries.endpoints_for(request.user), "form": form, "made": made}
    context |= {"kinds": fact_groups(), "deleted": id_in(deleted) or ""}
    return render(request, "webhooks/list.html", context)


@in_words
@door
def webhook(request: StaffRequest, pk: int) -> HttpResponse:
    found = endpoint_or_404(request, pk)
    kept = {name: getattr(found, name) for name in ("name", "url", "facts", "with_notes")}
    form = EndpointForm(request.POST or None, initial=kept)
    if request.method == "POST" and form.is_valid():
        with _told(form):
            actions.change_endpoint(endpoint=found, by=actor(request), **form.cleaned_data)
            return redirect("webhook", found.pk)
    return _page(request, found, form)


@require_POST
@in_words
@door
def secret(request: StaffRequest, pk: int) -> HttpResponse:
    found = endpoint_or_404(request, pk)
    fresh = actions.renew_secret(endpoint=found, by=actor(request))
    kept = {name: getattr(found, name) for name in ("name", "url", "facts", "with_notes")}
    return _page(request, found, EndpointForm(initial=kept), fresh)


@require_POST
@in_words
@door
def active(request: StaffRequest, pk: int) -> HttpResponse:
    found, on = endpoint_or_404(request, pk), bool(request.POST.get("on"))
    actions.change_endpoint(endpoint=found, active=on, by=actor(request))
    return redirect("webhook", found.pk)


@require_POST
@in_words
@door
def deletion(request: StaffRequest, pk: int) -> HttpResponse:
    found = endpoint_or_404(request, pk)
    actions.delete_endpoint(endpoint=found, by=actor(request))
    return redirect(f"{reverse('webhooks')}?deleted={found.pk}")


@require_POST
@in_words
@door
def restoration(request: StaffRequest, pk: int) -> HttpResponse:
    found = endpoint_or_404(request, pk, deleted=True)
    actions.restore_endpoint(endpoint=found, by=actor(request))
    return redirect("webhook", found.pk)


@require_POST
@in_words
@door
def redelivery(request: StaffRequest, pk: int) -> HttpResponse:
    try:
        found = queries.delivery_for(request.user, pk)
    except WebhookDelivery.DoesNotExist:
        raise Http404("There is no such delivery.") from None
    actions.send_again(delivery=found, by=actor(request))
    return redirect("webhook", found.endpoint_id)


def endpoint_or_404(request: StaffRequest, pk: int, *, deleted: bool = False) -> Endpoint:
    try:
        return queries.endpoint_for(request.user, pk, deleted=deleted)
    except Endpoint.DoesNotExist:
        raise Http404("There is no such webhook.") from None


def _page(
    request: StaffRequest, endpoint: Endpoint, form: EndpointForm, fresh: str = ""
) -> HttpResponse:
    context = {"endpoint": endpoint, "form": form, "secret": fresh, "kinds": fact_groups()}
    context |= {"deliveries": queries.deliveries_of(request.user, endpoint)}
    context |= {"chosen": form["facts"].value() or []}
    return render(request, "webhooks/webhook.html", context)


@contextmanager
def _told(form: EndpointForm) -> Iterator[None]:
    """What an action refuses is said at its field."""
    try:
        yield
    except ValidationError as error:
        for field, said in error.message_dict.items():
            form.add_error(field if field in form.fields else None, list(said))
