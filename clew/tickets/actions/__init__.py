"""Every write to tickets. Each is one transaction, locks its ticket and records a fact."""

from clew.tickets.actions.automatic import remind_customer
from clew.tickets.actions.conversation import add_note, receive_message, reply
from clew.tickets.actions.deliveries import retry_delivery
from clew.tickets.actions.drafts import NewerDraft, forget_draft, save_draft
from clew.tickets.actions.fields import set_field
from clew.tickets.actions.follow_ups import follow_up_by_staff, open_follow_up
from clew.tickets.actions.following import follow, unfollow
from clew.tickets.actions.held import hold_reply, release_due, take_back
from clew.tickets.actions.links import link_page, link_tickets, unlink_page, unlink_tickets
from clew.tickets.actions.merges import merge_tickets
from clew.tickets.actions.merging import move_tickets
from clew.tickets.actions.notes import delete_note, edit_note, restore_note
from clew.tickets.actions.opening import open_ticket
from clew.tickets.actions.presence import be_present, leave
from clew.tickets.actions.properties import assign, set_property, set_team
from clew.tickets.actions.reminders import forget_reminder, remind
from clew.tickets.actions.splits import split_ticket, undo_split
from clew.tickets.actions.status import confirm_solved, set_status, undo_status
from clew.tickets.actions.tags import add_tags, remove_tags
from clew.tickets.actions.unmerging import undo_merge
from clew.tickets.actions.uploads import store_upload
from clew.tickets.actions.views import (
    arrange_views,
    change_view,
    create_view,
    delete_view,
    duplicate_view,
    order_shared_views,
    restore_view,
)

__all__ = [
    "NewerDraft",
    "add_note",
    "add_tags",
    "arrange_views",
    "assign",
    "be_present",
    "change_view",
    "confirm_solved",
    "create_view",
    "delete_note",
    "delete_view",
    "duplicate_view",
    "edit_note",
    "follow",
    "follow_up_by_staff",
    "forget_draft",
    "forget_reminder",
    "hold_reply",
    "leave",
    "link_page",
    "link_tickets",
    "merge_tickets",
    "move_tickets",
    "open_follow_up",
    "open_ticket",
    "order_shared_views",
    "receive_message",
    "release_due",
    "remind",
    "remind_customer",
    "remove_tags",
    "reply",
    "restore_note",
    "restore_view",
    "retry_delivery",
    "save_draft",
    "set_field",
    "set_property",
    "set_status",
    "set_team",
    "split_ticket",
    "store_upload",
    "take_back",
    "undo_merge",
    "undo_split",
    "undo_status",
    "unfollow",
    "unlink_page",
    "unlink_tickets",
]
