"""What each severity means, for whoever chooses one."""

from clew.core.options import option

SECTION = "Severity guidelines"
HELP = "Agents see it beside the menu of severities."

CRITICAL = option(
    "routing.severity_critical",
    default="Production is down or data is being lost, for all or most of their people, and there"
    " is no way around it.",
    label="Critical",
    help=HELP,
    section=SECTION,
)
HIGH = option(
    "routing.severity_high",
    default="Something important does not work or is much too slow. There is a way around it, but"
    " it hurts, or it gets worse while they wait.",
    label="High",
    help=HELP,
    section=SECTION,
)
MEDIUM = option(
    "routing.severity_medium",
    default="A part does not work as it should. They can go on working, with a detour.",
    label="Medium",
    help=HELP,
    section=SECTION,
)
LOW = option(
    "routing.severity_low",
    default="A question, a wish or a blemish. Nothing is in their way.",
    label="Low",
    help=HELP,
    section=SECTION,
)
GUIDES = {"critical": CRITICAL, "high": HIGH, "medium": MEDIUM, "low": LOW}
