"""Tickets, their messages, and what is on its way to the customer."""

from clew.tickets.models.areas import Area
from clew.tickets.models.attachments import Attachment
from clew.tickets.models.bulk import BulkItem, BulkJob, BulkState, ItemState
from clew.tickets.models.deliveries import Delivery, DeliveryState
from clew.tickets.models.drafts import Draft, DraftKind
from clew.tickets.models.fields import FieldKind, Tag, TicketField, Tone
from clew.tickets.models.links import ExternalKind, ExternalLink, LinkKind, TicketLink, TitleState
from clew.tickets.models.macros import Macro, MacroFile, MacroKind, MacroUse
from clew.tickets.models.merging import Merge, Split
from clew.tickets.models.message_records import MessageEdit, MessageOriginal, OriginalKind
from clew.tickets.models.messages import AuthorKind, Message
from clew.tickets.models.presence import Doing, Presence
from clew.tickets.models.reminders import Reminder
from clew.tickets.models.tickets import Follower, Kind, Priority, Severity, Status, Ticket
from clew.tickets.models.views import SavedView, ViewArrangement, ViewScope

__all__ = [
    "Area",
    "Attachment",
    "AuthorKind",
    "BulkItem",
    "BulkJob",
    "BulkState",
    "Delivery",
    "DeliveryState",
    "Doing",
    "Draft",
    "DraftKind",
    "ExternalKind",
    "ExternalLink",
    "FieldKind",
    "Follower",
    "ItemState",
    "Kind",
    "LinkKind",
    "Macro",
    "MacroFile",
    "MacroKind",
    "MacroUse",
    "Merge",
    "Message",
    "MessageEdit",
    "MessageOriginal",
    "OriginalKind",
    "Presence",
    "Priority",
    "Reminder",
    "SavedView",
    "Severity",
    "Split",
    "Status",
    "Tag",
    "Ticket",
    "TicketField",
    "TicketLink",
    "TitleState",
    "Tone",
    "ViewArrangement",
    "ViewScope",
]
