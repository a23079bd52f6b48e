"""Acknowledgements that are due: told beside the lane, so that the next mail does not wait."""

import structlog
from django.db import transaction
from django.db.models import QuerySet

from clew.channels.email import addressing
from clew.channels.email.machines.acknowledging import acknowledge
from clew.channels.email.machines.nature import Nature
from clew.channels.email.models import InboundMail
from clew.channels.email.parsing.parsed import Address, Parsed
from clew.channels.email.trust.verdict import Verdict
from clew.core.jobs import stopping
from clew.routing.actions.refreshing import refresh_targets

BATCH = 50
log = structlog.get_logger(__name__)


def tell_due() -> int:
    """Each once, whoever runs this how often. Returns how many were looked at."""
    count, last = 0, 0
    while due := list(_due().filter(pk__gt=last).values_list("pk", "ticket")[:BATCH]):
        refresh_targets([ticket for _, ticket in due if ticket is not None])  # all at once
        for last, _ in due:
            if stopping.is_set():
                return count
            count += 1
            try:
                _tell(last)
            except Exception:  # the next sweep tries it again; those behind it do not wait
                log.exception("mail.not_acknowledged", mail=last)
    return count


def _due() -> QuerySet[InboundMail]:
    return InboundMail.objects.filter(to_acknowledge=True).order_by("pk")


@transaction.atomic
def _tell(pk: int) -> None:
    rows = _due().defer("raw").select_related("ticket__requester")
    mail = rows.select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
    if mail is None:
        return
    InboundMail.objects.filter(pk=pk).update(to_acknowledge=False)
    if mail.ticket is not None:
        sender = Parsed(from_=Address(mail.from_name, mail.from_address))
        known = Verdict(**mail.verdict) if mail.verdict else Verdict()
        ours = str(mail.ticket.context.get("mail_to", ""))
        address = addressing.our_address(ours) if ours else None
        acknowledge(mail.ticket, sender, known, Nature(), address)
