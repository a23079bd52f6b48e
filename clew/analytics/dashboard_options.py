"""How long signing up may take until somebody pays, to count as one way."""

from clew.core.options import option

CONVERSION_DAYS = option(
    "analytics.conversion_days",
    default=30,
    label="Signup to payment within",
    help="On the dashboard: steps later than this after the first are not its doing.",
    section="Customers",
    unit="days",
    least=1,
    most=365,
)
