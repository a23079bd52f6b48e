"""What an admin may change about escalations."""

from clew.core.options import option

CUSTOMER_MACRO = option(
    "routing.escalation_macro",
    default="Passed on to the engineers",
    label="Macro that tells the customer",
    help="Offered after an escalation to engineering, by its name. Empty offers none.",
    section="Escalation",
)
