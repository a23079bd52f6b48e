"""What set a firing off, and where a chain of them ends.

Everything that one happening leads to is one trace. A rule acts on a ticket once in a trace, and a
trace is at most ``DEEPEST`` long, so that rules may set each other off and still come to rest.
"""

from datetime import timedelta

from django.db.models import Sum

from clew.core import clock
from clew.core.models import FactRecord
from clew.routing.automation_options import MOST_CHANGES
from clew.routing.models import Firing, FiringState
from clew.tickets.models import Ticket

DEEPEST = 10
SOON = timedelta(minutes=30)  # less than the shortest time a condition can name
DAY = timedelta(days=1)
PREFIX = "rule/"


def actor_id(firing: Firing) -> str:
    """``rule/7/1234``: what a firing does is recorded as done by it."""
    return f"{PREFIX}{firing.rule_id}/{firing.pk}"


def firing_of(actor: str) -> Firing | None:
    if not actor.startswith(PREFIX):
        return None
    last = actor.rpartition("/")[2]
    return Firing.objects.filter(pk=int(last)).first() if last.isdecimal() else None


def before(ticket: Ticket) -> Firing | None:
    """The firing that a time rule continues: what it just found true, a rule had just done."""
    about = FactRecord.objects.filter(subject=f"ticket/{ticket.number}")
    newest = about.order_by("-id").first()
    if newest is None or newest.recorded_at < clock.now() - SOON:
        return None
    return firing_of(newest.actor_id)


def join(firing: Firing, after: Firing | None) -> None:
    if after is not None:
        firing.after, firing.trace, firing.depth = after, after.trace, after.depth + 1


def why_not(firing: Firing) -> str:
    """In words; "" when it may go on."""
    same = Firing.objects.filter(trace=firing.trace, rule=firing.rule_id, ticket=firing.ticket_id)
    if same.exclude(key=firing.key).exists():
        return "It would have gone in a circle: this rule already acted in this chain."
    if firing.depth > DEEPEST:
        return f"The chain was longer than {DEEPEST} rules."
    most = MOST_CHANGES.value()
    since = clock.now() - DAY
    today = Firing.objects.filter(
        ticket=firing.ticket_id, at__gt=since, state=FiringState.DONE
    ).exclude(key=firing.key)
    if (today.aggregate(sum=Sum("changes"))["sum"] or 0) >= most:
        return f"Rules changed this ticket {most} times in a day, which is the most they may."
    return ""
