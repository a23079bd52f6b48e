"""What becomes of promises because time passes. Each may be called at any time, and twice."""

from clew.core import clock
from clew.routing.actions import recomputing
from clew.routing.actions.customers import differing
from clew.routing.actions.refreshing import AT_ONCE, Surroundings, refresh_piece, refresh_targets
from clew.routing.models import RecomputeJob, Target

MOST = 20_000  # tickets in one sweep; the next goes on


def wake_targets() -> int:
    """Targets whose warning or breach is due. Returns how many tickets changed."""
    due = Target.objects.filter(wakes_at__lte=clock.now()).order_by("wakes_at")
    ids = list(dict.fromkeys(due.values_list("ticket_id", flat=True)[:MOST]))
    return refresh_targets(ids)


def notice_customers() -> int:
    """Unsolved tickets whose customer's profile says something else now, and those never seen."""
    around, after, changed, seen = Surroundings.at(clock.now()), 0, 0, 0
    while seen < MOST and (
        ids := differing(around.named, around.without_account, after=after, limit=AT_ONCE)
    ):
        changed += len(refresh_piece(ids).changed)
        after, seen = ids[-1], seen + len(ids)
    return changed


def continue_recomputing() -> None:
    """Jobs that nobody carries on: their worker died, or they gave up."""
    for job in RecomputeJob.objects.filter(state__in=recomputing.OPEN):
        recomputing.carry_on(job.pk)
