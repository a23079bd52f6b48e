"""How replies leave, as an admin may set it."""

from clew.core.options import option

SEND_DELAY = option(
    "tickets.undo_send_for",
    default=10,
    label="Take a reply back for",
    help="A reply waits this long before it leaves, so that its author can undo sending it."
    " 0 sends at once.",
    section="Messages",
    unit="seconds",
    least=0,
    most=120,
)
