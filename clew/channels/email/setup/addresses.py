"""Our addresses: added, changed, removed. Admins do."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from clew.channels.email import addressing
from clew.channels.email.address_facts import AddressAdded, AddressChanged, AddressRemoved
from clew.channels.email.intake.replaying import refuse_others
from clew.channels.email.models import MailAddress
from clew.core import clock, facts
from clew.core.actors import Actor
from clew.people.models import Team
from clew.people.staff_queries import active_staff
from clew.tickets.validation import one_line

FIELDS = (
    "address", "name", "team", "signature", "is_default", "quotes_history", "acknowledges",
)  # fmt: skip
MAX_SIGNATURE = 4000  # characters
DEFAULTS: dict[str, Any] = {
    "name": "",
    "team": None,
    "signature": "",
    "is_default": False,
    "quotes_history": True,
    "acknowledges": True,
}


def add_address(*, by: Actor, **given: Any) -> MailAddress:
    """Raises ValidationError by field, PermissionDenied."""
    refuse_others(by)
    values = _checked({**DEFAULTS, **given})
    at = clock.now()
    try:
        with transaction.atomic():
            _make_way(values)
            made = MailAddress.objects.create(**values, created_at=at, changed_at=at)
            addressing.our_addresses.forget()
            facts.record(AddressAdded(**_about(made)), by=by)
    except IntegrityError:
        raise ValidationError({"address": "This address is there already."}) from None
    return made


def change_address(*, row: MailAddress, by: Actor, **given: Any) -> dict[str, Any]:
    """Only what is given. Returns what changed with its former values, for undoing."""
    refuse_others(by)
    with transaction.atomic():
        rows = MailAddress.objects.select_for_update(of=("self",))
        row.refresh_from_db(from_queryset=rows)
        before = {name: getattr(row, name) for name in FIELDS}
        values = _checked({**before, **given})
        former = {name: before[name] for name in FIELDS if before[name] != values[name]}
        if not former:
            return {}
        _make_way(values, row)
        for name in former:
            setattr(row, name, values[name])
        row.changed_at = clock.now()
        row.save(update_fields=[*former, "changed_at"])
        addressing.our_addresses.forget()
        facts.record(AddressChanged(**_about(row), changed=list(former)), by=by)
    return former


def remove_address(*, row: MailAddress, by: Actor) -> dict[str, Any]:
    """Mail to it is nobody's any more. Returns what it was, for adding it again."""
    refuse_others(by)
    with transaction.atomic():
        was = {name: getattr(row, name) for name in FIELDS}
        fact = AddressRemoved(**_about(row))
        if MailAddress.objects.filter(pk=row.pk).delete()[0]:
            addressing.our_addresses.forget()
            facts.record(fact, by=by)
    return was


def _make_way(values: dict[str, Any], address: MailAddress | None = None) -> None:
    """One default, and one row for each address."""
    others = MailAddress.objects.exclude(pk=address.pk if address else 0)
    if others.filter(address=values["address"]).exists():
        raise ValidationError({"address": "This address is there already."})
    if values["is_default"]:
        others.filter(is_default=True).update(is_default=False)


def _checked(given: dict[str, Any]) -> dict[str, Any]:
    address = str(given.get("address") or "").strip().lower()
    wrong = {}
    if not addressing.is_deliverable(address):
        wrong["address"] = "Write a whole address, such as support@ottergrid.example."
    elif "+" in address:
        wrong["address"] = "Leave out the part after +: Clew puts its own there."
    elif active_staff().filter(email__iexact=address).exists():
        wrong["address"] = "A colleague signs in with this address. Take one that is nobody's own."
    if wrong:
        raise ValidationError(wrong)
    team = given.get("team")
    return {
        "address": address,
        "name": one_line(str(given.get("name") or ""))[:120],
        "team": team if isinstance(team, Team) else None,
        "signature": str(given.get("signature") or "").replace("\x00", "")[:MAX_SIGNATURE].strip(),
        **{name: bool(given.get(name)) for name in FIELDS[-3:]},
    }


def _about(address: MailAddress) -> dict[str, Any]:
    return {"address_id": address.pk, "address": address.address}
