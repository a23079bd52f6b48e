"""Reads of tickets, and the doors through which views, channels and the API get them."""

from clew.tickets.queries.arranging import Arranged, arranged_views, views_for
from clew.tickets.queries.conversation import (
    Change,
    Entry,
    conversation,
    followers_of,
    messages_of,
    public_messages,
)
from clew.tickets.queries.counting import MOST, exact_count, preview_page, view_counts
from clew.tickets.queries.customers import (
    TicketCounts,
    ticket_counts_of,
    tickets_of_account,
    tickets_of_person,
)
from clew.tickets.queries.doors import (
    Reader,
    attachment_by_secret,
    attachment_for,
    readable_by,
    reads_every_ticket,
    ticket_for,
    ticket_numbered,
    tickets_numbered,
    tickets_readable_by,
    tickets_visible_to,
    visible_numbers,
)
from clew.tickets.queries.lists import keyset_page, ticket_list
from clew.tickets.queries.numbers import delivery_counts, status_counts
from clew.tickets.queries.rows import TicketPage, group_counts, page_of_view, row_page
from clew.tickets.queries.saved_views import (
    editable_view_for,
    keeps_views,
    may_edit,
    saved_views_openable_by,
)
from clew.tickets.queries.search import Found, search
from clew.tickets.queries.search_hits import Hit
from clew.tickets.queries.standard_views import EVERYTHING, VIEWS, view_named
from clew.tickets.queries.view_doors import tickets_in, view_for
from clew.tickets.queries.views import View

__all__ = [
    "EVERYTHING",
    "MOST",
    "VIEWS",
    "Arranged",
    "Change",
    "Entry",
    "Found",
    "Hit",
    "Reader",
    "TicketCounts",
    "TicketPage",
    "View",
    "arranged_views",
    "attachment_by_secret",
    "attachment_for",
    "conversation",
    "delivery_counts",
    "editable_view_for",
    "exact_count",
    "followers_of",
    "group_counts",
    "keeps_views",
    "keyset_page",
    "may_edit",
    "messages_of",
    "page_of_view",
    "preview_page",
    "public_messages",
    "readable_by",
    "reads_every_ticket",
    "row_page",
    "saved_views_openable_by",
    "search",
    "status_counts",
    "ticket_counts_of",
    "ticket_for",
    "ticket_list",
    "ticket_numbered",
    "tickets_in",
    "tickets_numbered",
    "tickets_of_account",
    "tickets_of_person",
    "tickets_readable_by",
    "tickets_visible_to",
    "view_counts",
    "view_for",
    "view_named",
    "views_for",
    "visible_numbers",
]
