"""Doors to our addresses and their checks: for admins and admin tokens."""

from django.db.models import QuerySet

from clew.channels.email.models import AddressCheck, MailAddress, SigningKey
from clew.channels.email.trust.domains import domain_of
from clew.routing.queries.rules import may_keep_rules
from clew.tickets.queries import Reader


def addresses_for(reader: Reader) -> QuerySet[MailAddress]:
    found = MailAddress.objects.select_related("team")
    return found if may_keep_rules(reader) else found.none()


def address_for(reader: Reader, pk: int) -> MailAddress:
    """Raises MailAddress.DoesNotExist."""
    return addresses_for(reader).get(pk=pk)


def check_for(reader: Reader, pk: int) -> AddressCheck:
    """Raises AddressCheck.DoesNotExist."""
    found = AddressCheck.objects.select_related("address")
    return (found if may_keep_rules(reader) else found.none()).get(pk=pk)


def latest_checks(reader: Reader) -> dict[str, AddressCheck]:
    """The last one of each address, by address."""
    if not may_keep_rules(reader):
        return {}
    rows = AddressCheck.objects.order_by("to", "-pk").distinct("to")
    return {check.to: check for check in rows}


def domains_of(addresses: list[str]) -> list[str]:
    return sorted({domain for each in addresses if (domain := domain_of(each))})


def keys_for(reader: Reader, domain: str) -> list[SigningKey]:
    """Newest first."""
    if not may_keep_rules(reader):
        return []
    return list(SigningKey.objects.filter(domain=domain).order_by("-pk"))


def key_for(reader: Reader, pk: int) -> SigningKey:
    """Raises SigningKey.DoesNotExist."""
    return (SigningKey.objects if may_keep_rules(reader) else SigningKey.objects.none()).get(pk=pk)
