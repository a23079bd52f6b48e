"""What follows for promises from what happens to tickets. Each is safe to run twice."""

from clew.core.facts import Recorded, reaction, reaction_together
from clew.core.models import FactRecord
from clew.coverage.calendar_facts import CalendarChanged
from clew.routing import notifying  # noqa: F401  registers its reactions
from clew.routing.actions.policies import follow_calendars
from clew.routing.actions.refreshing import refresh_targets
from clew.routing.facts import Deescalated, Escalated, PriorityFollowsPolicy
from clew.routing.models import Standing
from clew.routing.targets.reading import POLICY, UNHEARD
from clew.tickets.facts import (
    MergeUndone,
    MessagePosted,
    MessagesSplit,
    PropertyChanged,
    SplitUndone,
    StatusChanged,
    TagsChanged,
    TicketAbsorbed,
    TicketMerged,
    TicketOpened,
    TicketSplitOff,
)
from clew.tickets.models import Ticket


def _matters(row: FactRecord, _batched: bool) -> bool:
    """Notes, automatic messages and subjects move no clock; our own priorities are known."""
    told = row.payload
    if row.name == MessagePosted.name:
        return bool(told["public"]) and told["author_kind"] not in UNHEARD
    if row.name == PropertyChanged.name:
        return told["field"] != "subject" and (row.actor_kind, row.actor_id) != (
            POLICY.kind,
            POLICY.id,
        )
    return True


@reaction_together(
    TicketOpened,
    MessagePosted,
    StatusChanged,
    PropertyChanged,
    TagsChanged,
    TicketMerged,
    TicketAbsorbed,
    MergeUndone,
    MessagesSplit,
    TicketSplitOff,
    SplitUndone,
    Escalated,
    Deescalated,
    PriorityFollowsPolicy,
    when=_matters,
)
def clocks_follow_facts(recorded: list[Recorded]) -> None:
    """One refresh for a whole batch; none for what an earlier one has seen already."""
    newest: dict[int, int] = {}
    for each in recorded:
        newest[each.fact.number] = each.id
    known = Standing.objects.filter(ticket__number__in=list(newest))
    seen = dict(known.values_list("ticket__number", "last_fact"))
    behind = [number for number, fact in newest.items() if seen.get(number, 0) < fact]
    refresh_targets(Ticket.objects.filter(number__in=behind).values_list("pk", flat=True))


@reaction(CalendarChanged)
def policies_follow_calendars(recorded: Recorded) -> None:
    fact: CalendarChanged = recorded.fact
    follow_calendars(note=f"Calendar “{fact.calendar}” changed", by=recorded.by)
