"""Every write to tickets. Each is one transaction, locks its ticket and records a fact."""

from clew.tickets.actions.conversation import add_note, receive_message, reply
from clew.tickets.actions.deliveries import retry_delivery
from clew.tickets.actions.fields import set_field
from clew.tickets.actions.following import follow, unfollow
from clew.tickets.actions.merging import move_tickets
from clew.tickets.actions.opening import open_ticket
from clew.tickets.actions.properties import assign, set_property, set_status, set_team
from clew.tickets.actions.tags import add_tags, remove_tags
from clew.tickets.actions.uploads import store_upload

__all__ = [
    "add_note",
    "add_tags",
    "assign",
    "follow",
    "move_tickets",
    "open_ticket",
    "receive_message",
    "remove_tags",
    "reply",
    "retry_delivery",
    "set_field",
    "set_property",
    "set_status",
    "set_team",
    "store_upload",
    "unfollow",
]
