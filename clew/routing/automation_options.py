"""What an admin may change about how far rules may go."""

from clew.core.options import option

SECTION = "Automations"

PAUSE_AFTER = option(
    "routing.rule_failures",
    default=5,
    label="Pause a rule after",
    help="It failed this often, one after another. Admins are told.",
    section=SECTION,
    unit="failures",
    least=1,
    most=100,
)
MOST_CHANGES = option(
    "routing.rule_changes_a_day",
    default=100,
    label="Changes to one ticket by rules",
    help="On one day, by all rules together. What goes beyond is stopped and shown on the ticket.",
    section=SECTION,
    unit="a day",
    least=1,
    most=1000,
)
