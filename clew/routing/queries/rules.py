"""Reads of rules and of what they did."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, DateTimeField, OuterRef, Q, QuerySet, Subquery

from clew.core import clock
from clew.people.models import ApiToken, Scope, Staff
from clew.routing.models import Firing, FiringState, Rule
from clew.tickets.queries import Reader, tickets_readable_by
from clew.tickets.queries.doors import may_read

COUNTED = timedelta(days=30)
FIRINGS = 100  # on a page
CHAIN = 50  # firings of one chain that are shown


@dataclass(frozen=True)
class Chain:
    """Everything that one happening led to, oldest first."""

    firing: Firing
    firings: list[Firing]


def may_keep_rules(reader: Reader) -> bool:
    if isinstance(reader, ApiToken):
        return may_read(reader) and reader.scope == Scope.ADMIN
    return isinstance(reader, Staff) and reader.is_active and reader.is_admin


def rules_for(reader: Reader, *, deleted: bool = False) -> QuerySet[Rule]:
    """Those admins made, in order, each with ``last_fired_at`` and ``recent`` firings."""
    if not may_keep_rules(reader):
        return Rule.objects.none()
    last = Firing.objects.filter(rule=OuterRef("pk")).order_by("-pk").values("at")[:1]
    recent = Q(firings__at__gt=clock.now() - COUNTED, firings__state=FiringState.DONE)
    made = Rule.objects.filter(system="")
    return (
        (made if deleted else made.filter(deleted_at=None))
        .annotate(
            last_fired_at=Subquery(last, output_field=DateTimeField()),
            recent=Count("firings", filter=recent),
        )
        .order_by("position", "pk")
    )


def rule_for(reader: Reader, pk: int, *, deleted: bool = False) -> Rule:
    """Raises Rule.DoesNotExist."""
    return rules_for(reader, deleted=deleted).get(pk=pk)


def firings_of(reader: Reader, rule: Rule, *, problems: bool = False) -> list[Firing]:
    """Newest first, on tickets that the reader reads."""
    found = _readable(reader).filter(rule=rule)
    if problems:
        found = found.exclude(state=FiringState.DONE)
    return list(found.order_by("-pk")[:FIRINGS])


def chain_for(reader: Reader, number: int, firing_id: int) -> Chain:
    """Raises Firing.DoesNotExist."""
    firing = _readable(reader).get(ticket__number=number, pk=firing_id)
    same = _readable(reader).filter(trace=firing.trace, ticket=firing.ticket_id)
    return Chain(firing, list(same.order_by("pk")[:CHAIN]))


def _readable(reader: Reader) -> QuerySet[Firing]:
    tickets = tickets_readable_by(reader)
    return Firing.objects.filter(ticket__in=tickets).select_related("rule", "ticket")
