"""What an admin may change about how tickets live and end."""

from clew.core.options import option

SECTION = "Lifecycle"

PENDING_REMINDER = option(
    "tickets.pending_reminder_after",
    default=5,
    label="Remind the customer after",
    help="A pending ticket without an answer gets one automatic message. 0 sends none.",
    section=SECTION,
    unit="days",
    most=60,
)
PENDING_SOLVED = option(
    "tickets.pending_solved_after",
    default=7,
    label="Solve pending tickets after",
    help="Without an answer since our last reply. 0 leaves them pending.",
    section=SECTION,
    unit="days",
    most=90,
)
REMINDER_TEXT = option(
    "tickets.pending_reminder_text",
    default=(
        "Hi {name},\n\nwe have not heard from you since our last answer. Did it help? Then there"
        " is nothing to do: we mark this as solved in {days}.\n\nIf something is still open, reply"
        " to this message and we carry on where we were."
    ),
    label="Text of the reminder",
    help="{name} is the customer's name, {days} the days until the ticket is solved.",
    section=SECTION,
)
REOPEN_WINDOW = option(
    "tickets.reopen_window",
    default=20,
    label="Reopen solved tickets for",
    help="The customer's answer reopens it until then; after that it is closed for good and an"
    " answer opens a follow-up.",
    section=SECTION,
    unit="days",
    least=1,
    most=180,
)
MOST_HOLD = option(
    "tickets.most_hold_days",
    default=31,
    label="Longest time on hold",
    help="How far ahead a wake-up date may be. Longer than that is better tracked elsewhere.",
    section=SECTION,
    unit="days",
    least=1,
    most=366,
)
