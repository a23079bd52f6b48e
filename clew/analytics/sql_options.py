"""How much one SQL query may take, and how long it stays on record."""

from clew.core.options import option

SECTION = "Customers"

SQL_SECONDS = option(
    "analytics.sql_seconds",
    default=30,
    label="Stop SQL queries after",
    help="A query that takes longer is stopped; whoever runs it is told.",
    section=SECTION,
    unit="seconds",
    least=1,
    most=600,
)
SQL_MEGABYTES = option(
    "analytics.sql_megabytes",
    default=1000,
    label="Memory of one SQL query",
    help="A query that needs more is stopped.",
    section=SECTION,
    unit="MB",
    least=100,
    most=100_000,
)
SQL_KEPT_DAYS = option(
    "analytics.sql_kept_days",
    default=90,
    label="Keep SQL queries on record for",
    help="Who ran which query, and what it cost.",
    section=SECTION,
    unit="days",
    least=1,
    most=4000,
)
