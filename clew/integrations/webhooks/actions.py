"""Writing endpoints of webhooks, and sending again what failed. Admins do."""

import base64
import secrets
from collections.abc import Mapping
from typing import Any

import httpx
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from clew.core import clock, facts
from clew.core.actors import Actor
from clew.integrations.webhooks import outbox
from clew.integrations.webhooks.facts import (
    EndpointChanged,
    EndpointCreated,
    EndpointDeleted,
    EndpointRestored,
    EndpointSecretRenewed,
)
from clew.integrations.webhooks.models import DeliveryState, Endpoint, WebhookDelivery
from clew.people.models import Staff
from clew.tickets.validation import one_line

FIELDS = ("name", "url", "facts", "with_notes", "active")
MAX_URL = 500


def create_endpoint(*, by: Actor, **given: Any) -> Endpoint:
    """With its secret, to be shown once. Raises ValidationError by field, PermissionDenied."""
    refuse_others(by)
    checked = _checked({"active": True, **given})
    at = clock.now()
    with transaction.atomic():
        endpoint = Endpoint(**checked, secret=_secret(), created_at=at, changed_at=at)
        endpoint.changed_by = by.name[:200]
        endpoint.save(force_insert=True)
        outbox.forget()
        fact = EndpointCreated(**_about(endpoint), url=_host_of(endpoint.url))
        facts.record(fact, by=by)
    return endpoint


def change_endpoint(*, endpoint: Endpoint, by: Actor, **given: Any) -> bool:
    """Only what is given. Raises ValidationError by field, PermissionDenied."""
    refuse_others(by)
    checked = _checked({**{name: getattr(endpoint, name) for name in FIELDS}, **given})
    with transaction.atomic():
        _lock(endpoint)
        changed = [name for name, value in checked.items() if getattr(endpoint, name) != value]
        if not changed:
            return False
        for name in changed:
            setattr(endpoint, name, checked[name])
        _save(endpoint, by, *changed)
        facts.record(EndpointChanged(**_about(endpoint), changed=changed), by=by)
        return True


def renew_secret(*, endpoint: Endpoint, by: Actor) -> str:
    """The new one, to be shown once. What is sent from now on is signed with it."""
    refuse_others(by)
    with transaction.atomic():
        _lock(endpoint)
        endpoint.secret = _secret()
        _save(endpoint, by, "secret")
        facts.record(EndpointSecretRenewed(**_about(endpoint)), by=by)
    return endpoint.secret


def delete_endpoint(*, endpoint: Endpoint, by: Actor) -> bool:
    """Nothing goes there any more. It can be restored."""
    return _mark(endpoint, deleted=True, by=by)


def restore_endpoint(*, endpoint: Endpoint, by: Actor) -> bool:
    return _mark(endpoint, deleted=False, by=by)


def send_again(*, delivery: WebhookDelivery, by: Actor) -> bool:
    """Also one that arrived: the receiver knows it by its id. False while it waits anyway."""
    refuse_others(by)
    with transaction.atomic():
        delivery.refresh_from_db(from_queryset=WebhookDelivery.objects.select_for_update())
        if delivery.state == DeliveryState.WAITING:
            return False
        delivery.state, delivery.attempts = DeliveryState.WAITING, 0
        delivery.next_attempt_at, delivery.leased_until = clock.now(), None
        delivery.save(update_fields=["state", "attempts", "next_attempt_at", "leased_until"])
        outbox.send_soon()
        return True


def refuse_others(by: Actor) -> None:
    """Raises PermissionDenied. Tokens were let in, or not, by the API."""
    if by.kind == "staff" and not Staff.objects.get(pk=int(by.id)).is_admin:
        raise PermissionDenied("Owners and admins set up webhooks. Ask one of them.")


def _mark(endpoint: Endpoint, *, deleted: bool, by: Actor) -> bool:
    refuse_others(by)
    with transaction.atomic():
        _lock(endpoint)
        if (endpoint.deleted_at is not None) == deleted:
            return False
        endpoint.deleted_at = clock.now() if deleted else None
        _save(endpoint, by, "deleted_at")
        kind = EndpointDeleted if deleted else EndpointRestored
        facts.record(kind(**_about(endpoint)), by=by)
        return True


def _checked(given: Mapping[str, Any]) -> dict[str, Any]:
    wrong: dict[str, Any] = {}
    name = one_line(str(given.get("name") or ""))[:120]
    if not name:
        wrong["name"] = "Give the webhook a name."
    url = str(given.get("url") or "").strip()
    if not _is_address(url):
        wrong["url"] = "Write a whole address, such as https://hooks.company.example/clew."
    wanted = list(dict.fromkeys(given.get("facts") or ()))
    if unknown := [each for each in wanted if each not in outbox.offered_facts()]:
        wrong["facts"] = f"There is nothing called “{unknown[0]}” to hear of."
    if wrong:
        raise ValidationError(wrong)
    switches = {key: bool(given.get(key)) for key in ("with_notes", "active")}
    return {"name": name, "url": url, "facts": wanted, **switches}


def _is_address(text: str) -> bool:
    try:
        url = httpx.URL(text)
    except (httpx.InvalidURL, ValueError):
        return False
    plain = not (url.username or url.password) and text.isprintable()
    return url.scheme in {"http", "https"} and bool(url.host) and plain and len(text) <= MAX_URL


def _host_of(address: str) -> str:
    """For the audit, which outlives it: the rest of an address is often a secret of its own."""
    url = httpx.URL(address)
    return f"{url.scheme}://{url.netloc.decode('ascii')}"


def _secret() -> str:
    """As Standard Webhooks writes it: 32 random bytes in base64."""
    return f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}"


def _about(endpoint: Endpoint) -> dict[str, Any]:
    return {"endpoint_id": endpoint.pk, "endpoint": endpoint.name}


def _lock(endpoint: Endpoint) -> None:
    endpoint.refresh_from_db(from_queryset=Endpoint.objects.select_for_update())


def _save(endpoint: Endpoint, by: Actor, *fields: str) -> None:
    endpoint.changed_at, endpoint.changed_by = clock.now(), by.name[:200]
    endpoint.save(update_fields=[*fields, "changed_at", "changed_by"])
    outbox.forget()
