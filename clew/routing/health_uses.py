"""Queue order can go by health: what is poor is a churn risk."""

from clew.analytics.health.register import Use, register_use
from clew.core.actors import Actor
from clew.core.options import set_options
from clew.routing.queue_options import CHURN_RISK

POOR = "account.$health_band=poor"


def _marks() -> list[str]:
    return [part.strip() for part in CHURN_RISK.value().split(",") if part.strip()]


def is_on() -> bool:
    return POOR in _marks()


def switch(*, on: bool, by: Actor) -> None:
    rest = [part for part in _marks() if part != POOR]
    set_options(values={CHURN_RISK.key: ", ".join([*rest, POOR] if on else rest)}, by=by)


register_use(
    Use(
        name="queue",
        label="Poor health is a churn risk in the queue",
        help="Tickets of accounts in poor health come first, as those of top customers do.",
        is_on=is_on,
        switch=switch,
    )
)
