"""What the list of received mail can be narrowed to, and asking for another count."""

from typing import Any

from django.db.models import Count

from clew.channels.email.facts import MailCountedAgain
from clew.channels.email.intake.replaying import refuse_others
from clew.channels.email.models import InboundMail
from clew.channels.email.received.queries import WAITING, mailboxes_for
from clew.channels.email.vocabulary import REASONS, Outcome
from clew.core import facts
from clew.core.actors import Actor
from clew.core.queueing import queue_once
from clew.tickets.queries import Reader

RECONCILING = "email.reconcile"
# Names in the address, and what they are called inside.
ASKED = {"q": "text", "outcome": "outcome", "reason": "reason", "mailbox": "mailbox", "day": "day"}


def choices(reader: Reader) -> dict[str, Any]:
    failed = InboundMail.objects.filter(outcome=Outcome.FAILED, next_attempt_at=None)
    piles = failed.exclude(reason="too_large").order_by().values_list("reason")
    return {
        "outcomes": [(WAITING, "Waiting"), *Outcome.choices],
        "reasons": REASONS.values(),
        "mailboxes": mailboxes_for(reader),
        "failed": [
            (REASONS[slug], count)
            for slug, count in piles.annotate(count=Count("pk"))
            if slug in REASONS
        ],
    }


def count_again(*, by: Actor) -> None:
    """In a job: mail servers take their time. One that waits is enough."""
    refuse_others(by)
    facts.record(MailCountedAgain(), by=by)
    queue_once(RECONCILING, queue="mail-counting")
