"""Queue order can go by health: what is poor is a churn risk."""

from django.db.models import Exists, OuterRef

from clew.analytics.health.register import Use, register_use
from clew.analytics.models import Band, Health
from clew.core.actors import Actor
from clew.core.options import set_options
from clew.routing.actions.refreshing import refresh_targets
from clew.routing.queue_options import CHURN_RISK
from clew.tickets.models import Ticket

POOR = "account.$health_band=poor"
MOST = 2_000  # tickets at once; the others follow when something happens on them


def _marks() -> list[str]:
    return [part.strip() for part in CHURN_RISK.value().split(",") if part.strip()]


def is_on() -> bool:
    return POOR in _marks()


def switch(*, on: bool, by: Actor) -> None:
    rest = [part for part in _marks() if part != POOR]
    set_options(values={CHURN_RISK.key: ", ".join([*rest, POOR] if on else rest)}, by=by)
    poor = Health.objects.filter(group=OuterRef("account_id"), band=Band.POOR).order_by()
    waiting = Ticket.objects.unsolved().filter(Exists(poor)).order_by("queue_rank", "pk")
    refresh_targets(list(waiting.values_list("pk", flat=True)[:MOST]))


register_use(
    Use(
        name="queue",
        label="Poor health is a churn risk in the queue",
        help="Tickets of accounts in poor health come first, as those of top customers do.",
        is_on=is_on,
        switch=switch,
    )
)
