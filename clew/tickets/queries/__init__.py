"""Reads of tickets, and the doors through which views, channels and the API get them."""

from clew.tickets.queries.conversation import (
    Change,
    Entry,
    conversation,
    followers_of,
    public_messages,
)
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
    tickets_readable_by,
    tickets_visible_to,
    visible_numbers,
)
from clew.tickets.queries.lists import (
    TicketPage,
    keyset_page,
    row_page,
    search_tickets,
    ticket_list,
)
from clew.tickets.queries.numbers import delivery_counts, status_counts
from clew.tickets.queries.views import VIEWS, View, view_counts, view_named, views_for

__all__ = [
    "VIEWS",
    "Change",
    "Entry",
    "Reader",
    "TicketCounts",
    "TicketPage",
    "View",
    "attachment_by_secret",
    "attachment_for",
    "conversation",
    "delivery_counts",
    "followers_of",
    "keyset_page",
    "public_messages",
    "readable_by",
    "reads_every_ticket",
    "row_page",
    "search_tickets",
    "status_counts",
    "ticket_counts_of",
    "ticket_for",
    "ticket_list",
    "tickets_of_account",
    "tickets_of_person",
    "tickets_readable_by",
    "tickets_visible_to",
    "view_counts",
    "view_named",
    "views_for",
    "visible_numbers",
]
