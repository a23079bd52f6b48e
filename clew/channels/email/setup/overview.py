"""Everything the setup page shows, in few statements."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from clew.channels.email import addressing
from clew.channels.email.models import AddressCheck, MailAddress, SigningKey
from clew.channels.email.outgoing.signing import dns_record, fault_of
from clew.channels.email.received.account import account_for
from clew.channels.email.received.accounting import DAYS
from clew.channels.email.setup import queries
from clew.channels.email.setup.dns_findings import suggested_dmarc, suggested_spf
from clew.channels.email.setup.explaining import state_of
from clew.channels.email.setup.ways_in import ways_in
from clew.channels.email.trust.domains import organisation
from clew.core import clock
from clew.people.models import Staff


@dataclass(frozen=True)
class Line:
    """An address with how its last check went: "", waiting, ok, warn, fail, unknown."""

    address: str
    row: MailAddress | None
    check: AddressCheck | None
    state: str


@dataclass(frozen=True)
class KeyShown:
    key: SigningKey
    name: str
    value: str
    follows: bool  # it waits for DNS while another one signs
    fault: str  # why it cannot sign, although it should


@dataclass(frozen=True)
class Domain:
    name: str
    spf: str
    dmarc_name: str
    dmarc: str
    keys: list[KeyShown]


def overview(reader: Staff, base_url: str) -> dict[str, Any]:
    lines = _lines(reader)
    domains = queries.domains_of([line.address for line in lines])
    parts = urlsplit(settings.EMAIL_URL)
    server = f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname
    return {
        "lines": lines,
        "account": account_for(reader),
        "days": DAYS,
        "ways": ways_in(reader, base_url),
        "domains": [_domain(reader, name) for name in domains],
        "server": server if settings.EMAIL_URL else "",
        "directory": settings.CLEW_DATA_DIR / "mail",
        "sender": settings.CLEW_MAIL_FROM,
    }


def _lines(reader: Staff) -> list[Line]:
    rows, latest, now = (
        list(queries.addresses_for(reader)),
        queries.latest_checks(reader),
        clock.now(),
    )
    house = addressing.sender().addr_spec.lower()
    named: list[tuple[str, MailAddress | None]] = [(row.address, row) for row in rows]
    if house not in {row.address for row in rows}:
        named.append((house, None))
    return [
        Line(name, row, check := latest.get(name), state_of(check, now) if check else "")
        for name, row in named
    ]


def _domain(reader: Staff, name: str) -> Domain:
    keys = queries.keys_for(reader, name)
    signs = any(key.active for key in keys)
    shown = [
        KeyShown(
            key,
            *dns_record(key),
            follows=signs and not key.active,
            fault=fault_of(key) if key.active else "",
        )
        for key in keys
    ]
    return Domain(
        name=name,
        spf=suggested_spf(),
        dmarc_name=f"_dmarc.{organisation(name)}",
        dmarc=suggested_dmarc(organisation(name)),
        keys=shown,
    )
