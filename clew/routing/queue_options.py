"""What makes a ticket come first, as an admin may set it."""

from clew.core.options import option, stored, value_of
from clew.routing.queue_rules import QueueRules, marks

SECTION = "Queue order"

TOP_CUSTOMERS = option(
    "routing.queue_top_customers",
    default="account.top_customer",
    label="Top customers are those with",
    help="Properties of the account or the person, with commas between them. Yes, true or 1 counts;"
    " account.tier=gold|silver names the values that count.",
    section=SECTION,
)
CHURN_RISK = option(
    "routing.queue_churn_risk",
    default="account.churn_risk=true|high",
    label="Churn risk are those with",
    help="Written in the same way. Both come first in the queue.",
    section=SECTION,
)
FIRST_PLANS = option(
    "routing.queue_first_plans",
    default="enterprise",
    label="Plans that come before others",
    help="Slugs, with commas between them. Within them the severity decides, then the due time.",
    section=SECTION,
)
FREE_PLANS = option(
    "routing.queue_free_plans",
    default="free",
    label="Plans that pay nothing",
    help="An overdue ticket of any other plan comes before what is only due.",
    section=SECTION,
)
ALL = (TOP_CUSTOMERS, CHURN_RISK, FIRST_PLANS, FREE_PLANS)


def queue_rules() -> QueueRules:
    """As they are set now. One statement."""
    known = stored([each.key for each in ALL])
    top, churn, first, free = (value_of(each, known) for each in ALL)
    return QueueRules(
        top=marks(top), churn=marks(churn), first_plans=_slugs(first), free_plans=_slugs(free)
    )


def _slugs(text: str) -> frozenset[str]:
    return frozenset(filter(None, (part.strip().lower() for part in text.split(","))))
