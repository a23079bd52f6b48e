"""How mail that comes in is doing, for whoever watches the installation."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Min

from clew.channels.email.intake.lane import waiting_mail
from clew.channels.email.models import InboundMail
from clew.channels.email.vocabulary import Outcome
from clew.core import clock


@dataclass(frozen=True)
class Waiting:
    count: int
    oldest: timedelta


def by_outcome() -> dict[str, int]:
    """Of all mail that ever came in; ``waiting`` for what has no outcome yet."""
    counted = InboundMail.objects.order_by().values_list("outcome").annotate(count=Count("pk"))
    found = dict.fromkeys(("waiting", *Outcome.values), 0)
    return found | {outcome or "waiting": count for outcome, count in counted}


def waiting() -> Waiting:
    """Live mail and backlog; what waits for another attempt is not late."""
    mails = waiting_mail().filter(outcome="")
    found = mails.aggregate(count=Count("pk"), oldest=Min("received_at", default=None))
    oldest = found["oldest"]
    age = timedelta() if oldest is None else max(timedelta(), clock.now() - oldest)
    return Waiting(found["count"], age)


def failed() -> int:
    """Given up, and nobody has looked at it."""
    gave_up = InboundMail.objects.filter(outcome=Outcome.FAILED, next_attempt_at=None)
    return gave_up.filter(handled_at=None).count()
