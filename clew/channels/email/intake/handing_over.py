"""A provider's delivery into a row, and the same delivery again into the same row."""

import hashlib
from datetime import timedelta

from clew.channels.email.intake.provider_shapes import HandedOver
from clew.channels.email.intake.storing import store
from clew.channels.email.models import InboundMail, Source
from clew.core import clock

SAME = timedelta(minutes=15)  # longer than any signature is good for


def store_once(given: HandedOver) -> InboundMail:
    """A provider that did not hear our answer comes again; the same mail much later is another."""
    recent = InboundMail.objects.filter(
        source=Source.WEBHOOK,
        received_at__gt=clock.now() - SAME,
        digest=hashlib.sha256(given.raw).hexdigest(),
        envelope_to=given.envelope_to,
    )
    return recent.defer("raw").first() or store(
        given.raw,
        source=Source.WEBHOOK,
        envelope_from=given.envelope_from,
        envelope_to=given.envelope_to,
    )
