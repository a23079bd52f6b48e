"""Which fields of tickets say something about a person."""

from clew.core.personal_data import register
from clew.tickets.models import (
    Area,
    Attachment,
    BulkItem,
    BulkJob,
    Delivery,
    Draft,
    ExternalLink,
    Follower,
    Macro,
    MacroFile,
    MacroUse,
    Merge,
    Message,
    MessageEdit,
    MessageOriginal,
    Presence,
    Reminder,
    SavedView,
    Split,
    Tag,
    Ticket,
    TicketField,
    TicketLink,
    ViewArrangement,
)

register.declare(
    Ticket,
    personal="subject requester account context reply_address snippet assignee tags fields",
    other=(
        "id number environment status severity priority kind area channel team verified"
        " last_message_by message_count created_at updated_at solved_at merged_into"
        " status_changed_at hold_until pending_since pending_reminded_at"
        " due_at due_from due_metric due_state queue_rank escalated_to plan_unknown"
    ),
)
register.declare(
    Message,
    personal="staff person author_name body body_html words mentions mail",
    other=(
        "id ticket public author_kind channel created_at releases_at then_status then_hold_until"
        " edited_at deleted_at"
    ),
)
register.declare(
    Attachment,
    personal="filename digest",
    other="id message secret content_type size created_at",
)
register.declare(
    Delivery,
    personal="address error",
    other=(
        "id message channel sender stable_id state attempts leased_until next_attempt_at sent_at"
        " created_at"
    ),
)
register.declare(
    TicketField,
    other=(
        "id slug label help kind choices required_on areas shown_to_customer position active"
        " created_at"
    ),
)
register.declare(Tag, other="id name tone description created_by created_at")
register.declare(Follower, personal="staff email", other="id ticket created_at")
register.declare(Area, other="id name slug description team active position")
register.declare(
    Macro,
    personal="owner changed_by",
    other=(
        "id name folder text kind actions teams active position created_at changed_at deleted_at"
    ),
)
register.declare(MacroFile, other="id macro filename content_type size digest created_at")
register.declare(MacroUse, personal="staff", other="id macro ticket used_at")
register.declare(Presence, personal="staff", other="id ticket tab doing seen_at")
register.declare(Reminder, personal="staff at", other="id ticket created_at told_at")
register.declare(TicketLink, personal="by_name", other="id ticket other kind created_at")
register.declare(
    ExternalLink, personal="url title by_name", other="id ticket kind state created_at"
)
register.declare(
    Merge, personal="before by_name", other="id survivor created_at undone_at"
)  # tags and followers of before
register.declare(Split, personal="by_name", other="id source new messages created_at undone_at")
register.declare(
    BulkJob,
    personal="title changes actor_id actor_name",
    other=(
        "id environment undoes state total done failed actor_kind created_at started_at finished_at"
    ),
)
register.declare(BulkItem, personal="changes inverse reason", other="id job ticket state")
register.declare(Draft, personal="staff body files", other="id ticket kind version updated_at")
register.declare(MessageEdit, personal="staff staff_name before", other="id message deleted at")
register.declare(MessageOriginal, personal="content", other="id message kind size received_at")
register.declare(
    SavedView,
    personal="owner name description conditions",
    other=("id slug icon scope team sort group_by columns position active created_at changed_at"),
)
register.declare(ViewArrangement, personal="staff order hidden")
