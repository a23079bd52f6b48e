"""For whoever asks right after a change, before the reaction to it has run."""

from django.db.models import Subquery
from django.db.models.functions import Coalesce

from clew.core.models import FactRecord
from clew.routing.actions.refreshing import refresh_targets
from clew.routing.models import Standing
from clew.routing.targets.history import NAMES
from clew.routing.targets.reading import POLICY
from clew.tickets.models import Ticket

OURS = ("routing.TargetWarned", "routing.TargetBreached")  # what a refresh itself records


def catch_up(ticket: Ticket) -> bool:
    """Whether there was something to do. One statement when there was not."""
    facts = FactRecord.objects.filter(subject=f"ticket/{ticket.number}", name__in=NAMES)
    others = facts.exclude(name__in=OURS).exclude(actor_kind=POLICY.kind, actor_id=POLICY.id)
    newest = others.order_by("-pk").values("pk")[:1]
    known = Standing.objects.filter(ticket=ticket, last_fact__gte=Coalesce(Subquery(newest), 0))
    if known.exists():
        return False
    refresh_targets([ticket.pk])
    return True
