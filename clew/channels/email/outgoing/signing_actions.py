"""Keys to sign with: made, put to use once DNS knows them, followed by another, removed."""

import re

from django.core.exceptions import ValidationError
from django.db import transaction

from clew.channels.email.models import SigningKey
from clew.channels.email.outgoing import signing
from clew.channels.email.signing_facts import (
    SigningBegan,
    SigningEnded,
    SigningKeyMade,
    SigningKeyRemoved,
)
from clew.core import clock, facts
from clew.core.actors import Actor

DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")


def keys_of(domain: str) -> list[SigningKey]:
    """Newest first: at most one is active, and one newer than that waits for DNS."""
    return list(SigningKey.objects.filter(domain=_as_in_dns(domain)))


def make_key(*, domain: str, by: Actor) -> SigningKey:
    """It signs nothing until it is activated. For a second one of a domain use ``rotate_key``."""
    name = _checked(domain)
    with transaction.atomic():
        if SigningKey.objects.filter(domain=name).exists():
            raise ValidationError({"domain": f"There is a key for {name} already."})
        return _made(name, by)


def rotate_key(*, key: SigningKey, by: Actor) -> SigningKey:
    """Its successor, which waits; the old key signs until the new one is activated.

    The one that waits already, if there is one.
    """
    with transaction.atomic():
        waiting = SigningKey.objects.filter(domain=key.domain, active=False, pk__gt=key.pk)
        return waiting.first() or _made(key.domain, by)


def activate_key(*, key: SigningKey, by: Actor) -> bool:
    """Mail of the domain is signed with it from now on, and with no other."""
    if fault := signing.fault_of(key):
        raise ValidationError({"key": fault})
    with transaction.atomic():
        keys = list(SigningKey.objects.select_for_update().filter(domain=key.domain))
        current = next(each for each in keys if each.pk == key.pk)
        if current.active:
            return False
        SigningKey.objects.filter(domain=key.domain, active=True).update(
            active=False, changed_at=clock.now()
        )
        _switch(key, on=True)
        facts.record(SigningBegan(domain=key.domain, selector=key.selector), by=by)
        return True


def deactivate_key(*, key: SigningKey, by: Actor) -> bool:
    """Mail of the domain leaves unsigned from now on."""
    with transaction.atomic():
        key.refresh_from_db(from_queryset=SigningKey.objects.select_for_update())
        if not key.active:
            return False
        _switch(key, on=False)
        facts.record(SigningEnded(domain=key.domain, selector=key.selector), by=by)
        return True


def remove_key(*, key: SigningKey, by: Actor) -> None:
    """For good: mail it signed can still be checked as long as DNS has its record."""
    with transaction.atomic():
        fact = SigningKeyRemoved(domain=key.domain, selector=key.selector, was_active=key.active)
        if SigningKey.objects.filter(pk=key.pk).delete()[0]:
            facts.record(fact, by=by)


def _made(domain: str, by: Actor) -> SigningKey:
    at, selector = clock.now(), signing.new_selector()
    private, public = signing.new_pair()
    key = SigningKey.objects.create(
        domain=domain,
        selector=selector,
        private_key=private,
        public_key=public,
        created_at=at,
        changed_at=at,
    )
    facts.record(SigningKeyMade(domain=domain, selector=selector), by=by)
    return key


def _switch(key: SigningKey, *, on: bool) -> None:
    key.active, key.changed_at = on, clock.now()
    key.save(update_fields=["active", "changed_at"])


def _checked(domain: str) -> str:
    name = _as_in_dns(domain)
    if not DOMAIN.fullmatch(name):
        raise ValidationError({"domain": "Enter a domain, such as acme.example."})
    return name


def _as_in_dns(domain: str) -> str:
    try:
        return domain.strip().rstrip(".").lower().encode("idna").decode()
    except UnicodeError:
        return ""
