"""How a message of ours came, when it came by mail: beside its words, in the same transaction."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from clew.tickets.models import Message
from clew.tickets.originals import Original, keep_original
from clew.tickets.validation import storable


def note_origin(*, message: Message, mail: Mapping[str, Any], original: Original) -> None:
    """Customers' messages say it themselves, by ``Arriving``."""
    with transaction.atomic():
        message.mail = storable(dict(mail))
        message.save(update_fields=["mail"])
        keep_original(message, original)
