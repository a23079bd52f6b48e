"""What an admin may change about warnings and unknown plans."""

from clew.core.ids import ids_in
from clew.core.options import option, stored, value_of

SECTION = "Response targets"
MOST_WARNINGS = 3  # on one ticket, ever

WARNING_HOURS = option(
    "routing.warning_hours",
    default="3, 2, 1",
    label="Warn before a breach",
    help="Hours of open calendar time, with commas between them; at most three. Empty: never.",
    section=SECTION,
    unit="hours",
)
WITHOUT_ACCOUNT = option(
    "routing.plan_without_account",
    default="",
    label="Plan of a requester without an account",
    help="For example “free”. Empty: their plan is unknown, leads are told, and the safest"
    " target counts.",
    section=SECTION,
)


def settings() -> tuple[list[int], str]:
    """The hours, most first, and the plan of those without an account. One statement."""
    known = stored([WARNING_HOURS.key, WITHOUT_ACCOUNT.key])
    return hours_in(value_of(WARNING_HOURS, known)), value_of(WITHOUT_ACCOUNT, known).strip()


def hours_in(text: str) -> list[int]:
    """What is no number of hours is passed over."""
    hours = {each for each in ids_in(text.replace(";", ",").split(",")) if 0 < each <= 1000}  # noqa: PLR2004
    return sorted(hours, reverse=True)[:MOST_WARNINGS]
