"""The condition “Assignee is away”, which rules and views can ask."""

from django.db.models import Q

from clew.core import clock
from clew.coverage.queries import everybody_away
from clew.tickets.conditions import ConditionField, Kind, Test, register


def _is_away(_: Test) -> Q:
    """One statement of its own; few are away at once."""
    out = list(everybody_away(clock.now()))
    return Q(assignee__in=out) & Q(assignee__isnull=False)


register(ConditionField("assignee_away", "Assignee is away", Kind.YES_NO, _is_away))
