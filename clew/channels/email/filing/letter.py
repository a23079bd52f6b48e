"""One mail on its way to a ticket, with all that is known of it."""

from dataclasses import dataclass
from datetime import datetime
from email.utils import getaddresses
from functools import cached_property

from django.db.models import Subquery

from clew.channels.email import addressing
from clew.channels.email.machines.nature import Nature
from clew.channels.email.models import InboundMail, MailAddress
from clew.channels.email.parsing.parsed import Address, Parsed
from clew.channels.email.trust.verdict import Verdict
from clew.people.models import Staff
from clew.tickets.originals import Original

# Where servers write whom a mail is for, when To does not say it (blind copies, forwarding).
DELIVERED = (
    "Delivered-To",
    "X-Original-To",
    "Envelope-To",
    "X-Envelope-To",
    "X-Forwarded-To",
    "Resent-To",
)
BY_ITSELF = frozenset({"auto-reply", "out-of-office", "receipt"})  # a mailbox, to a mail it got
AUTOMATIC = BY_ITSELF | {"auto-generated"}
MOST_DELIVERED = 50  # addresses of such headers that are looked at


@dataclass(frozen=True)
class Letter:
    mail: InboundMail
    raw: bytes
    parsed: Parsed
    verdict: Verdict
    nature: Nature
    recovered: bool = False
    as_sender: str = ""

    @cached_property
    def sender(self) -> Address:
        """Who wrote it, or under whom somebody of staff chose to file it."""
        chosen = self.as_sender.strip().lower()
        if not chosen or chosen == self.parsed.from_.address.lower():
            return self.parsed.from_
        return Address("", chosen)

    @property
    def original(self) -> Original:
        """Its bytes move inside the database."""
        if self.mail.raw is None:
            return Original.mail(self.raw)
        here = InboundMail.objects.filter(pk=self.mail.pk).values("raw")
        return Original.mail(self.raw, stored=Subquery(here))

    @property
    def at(self) -> datetime:
        """When we had it: a Date header may say anything."""
        return self.mail.received_at

    @property
    def is_proven(self) -> bool:
        return self.verdict.is_proven and self.sender == self.parsed.from_

    @property
    def is_by_itself(self) -> bool:
        """A mailbox answered; no person did."""
        return self.nature.auto in BY_ITSELF

    @property
    def is_automatic(self) -> bool:
        """On a ticket this is no answer; a list, on the other hand, may bring a person's words."""
        return self.nature.auto in AUTOMATIC

    @cached_property
    def staff(self) -> Staff | None:
        """Of us, and proven: nothing less gives anybody our rights."""
        if not self.is_proven or not self.sender.address:
            return None
        return Staff.objects.filter(email__iexact=self.sender.address, is_active=True).first()

    @cached_property
    def delivered_to(self) -> list[str]:
        """What servers say it is for; only of addresses of ours is this worth anything."""
        headers = [value for name in DELIVERED for value in self.parsed.all_headers(name)]
        named = [address for _, address in getaddresses(headers[:MOST_DELIVERED])]
        return [each.strip().lower() for each in [*self.mail.envelope_to, *named] if each]

    @cached_property
    def recipients(self) -> list[str]:
        """All of them, once each, what it was delivered for first."""
        written = [each.address.lower() for each in [*self.parsed.to, *self.parsed.cc]]
        return list(dict.fromkeys([*self.delivered_to, *filter(None, written)]))

    @cached_property
    def _ours(self) -> str:
        return next((each for each in self.recipients if addressing.is_ours(each)), "")

    @cached_property
    def our_address(self) -> MailAddress | None:
        return addressing.our_address(self._ours) if self._ours else None

    @property
    def came_to(self) -> str:
        """Our address it came to, as customers know it; "" when none of ours is named."""
        if self.our_address is not None:
            return self.our_address.address
        house = addressing.sender().addr_spec.lower()
        same = addressing.base_of(house) == addressing.base_of(self._ours)
        return house if same else self._ours

    @property
    def subject(self) -> str:
        return addressing.one_line(self.parsed.subject)
