"""What “Add billing” writes, as an admin may set it."""

from clew.core.options import option

SECTION = "Billing"

BILLING_NOTE = option(
    "routing.billing_note",
    default=(
        "Adding billing to this ticket.\n\n**Why:** \n\n"
        "**What I looked into:** \n\n**What I saw:** "
    ),
    label="Note when billing is added",
    help="Whoever adds them fills it in before it is posted. {customer} and {agent} are names.",
    section=SECTION,
)
BILLING_HANDOVER = option(
    "routing.billing_handover",
    default=(
        "Hi {customer},\n\nI have brought in our billing specialists, who have everything you"
        " wrote and what I found so far. You do not need to repeat anything; the next answer comes"
        " from us here."
    ),
    label="Words to the customer when billing takes over",
    help="Offered as a reply, never sent by itself. {customer} is the first name, {agent} yours.",
    section=SECTION,
)
