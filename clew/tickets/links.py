"""Links between tickets, and to pages elsewhere."""

from clew.tickets.actions.links import link_page, link_tickets, unlink_page, unlink_tickets
from clew.tickets.queries.links import Linked, link_for, links_of, page_for, pages_of

__all__ = [
    "Linked",
    "link_for",
    "link_page",
    "link_tickets",
    "links_of",
    "page_for",
    "pages_of",
    "unlink_page",
    "unlink_tickets",
]
