"""How “Take next” works, as an admin may set it."""

from clew.core.options import option

NEXT_ASSIGNS = option(
    "routing.next_assigns",
    default=True,
    label="“Take next” assigns the ticket",
    help="Then two people never get the same one. Off: it only opens the ticket that comes first.",
    section="Queue order",
)
