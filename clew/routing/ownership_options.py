"""What an admin may change about who answers first."""

from clew.core.options import option

SECTION = "Ownership"

SUPPORT_TEAM = option(
    "routing.support_team",
    default="",
    label="Support team",
    help="The team that gets tickets of areas that support answers first, and those without an"
    " area. Its name; empty leaves them without a team.",
    section=SECTION,
)
SME_CHANNELS = option(
    "routing.sme_channels",
    default="",
    label="Channels in “My product groups”",
    help="Names with commas between them, such as widget, slack, community. Empty: every channel.",
    section=SECTION,
)
