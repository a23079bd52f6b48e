"""From which score on an account is healthy, fair or poor."""

from clew.core.options import option

SECTION = "Customers"

HEALTHY_FROM = option(
    "analytics.health_healthy_from",
    default=80,
    label="Accounts are healthy from",
    help="Their health score, 0 to 100.",
    section=SECTION,
    unit="points",
    least=1,
    most=100,
)
FAIR_FROM = option(
    "analytics.health_fair_from",
    default=60,
    label="Accounts are fair from",
    help="Below it their health is poor.",
    section=SECTION,
    unit="points",
    least=1,
    most=100,
)
KEEP_DAYS = option(
    "analytics.health_keep_days",
    default=400,
    label="Keep the history of health for",
    help="A row for each day on which an account's score became another.",
    section=SECTION,
    unit="days",
    least=90,
    most=4000,
)
