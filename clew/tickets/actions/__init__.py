"""Every write to tickets. Each is one transaction, locks its ticket and records a fact."""

from clew.tickets.actions.conversation import add_note, receive_message, reply
from clew.tickets.actions.deliveries import retry_delivery
from clew.tickets.actions.drafts import NewerDraft, forget_draft, save_draft
from clew.tickets.actions.fields import set_field
from clew.tickets.actions.follow_ups import follow_up_by_staff, open_follow_up
from clew.tickets.actions.following import follow, unfollow
from clew.tickets.actions.held import hold_reply, release_due, take_back
from clew.tickets.actions.merging import move_tickets
from clew.tickets.actions.notes import delete_note, edit_note, restore_note
from clew.tickets.actions.opening import open_ticket
from clew.tickets.actions.presence import be_present, leave
from clew.tickets.actions.properties import assign, set_property, set_team
from clew.tickets.actions.reminders import forget_reminder, remind
from clew.tickets.actions.status import confirm_solved, set_status, undo_status
from clew.tickets.actions.tags import add_tags, remove_tags
from clew.tickets.actions.uploads import store_upload

__all__ = [
    "NewerDraft",
    "add_note",
    "add_tags",
    "assign",
    "be_present",
    "confirm_solved",
    "delete_note",
    "edit_note",
    "follow",
    "follow_up_by_staff",
    "forget_draft",
    "forget_reminder",
    "hold_reply",
    "leave",
    "move_tickets",
    "open_follow_up",
    "open_ticket",
    "receive_message",
    "release_due",
    "remind",
    "remove_tags",
    "reply",
    "restore_note",
    "retry_delivery",
    "save_draft",
    "set_field",
    "set_property",
    "set_status",
    "set_team",
    "store_upload",
    "take_back",
    "undo_status",
    "unfollow",
]
