"""What an installation added, riding on the statements that read tickets: no page asks twice."""

from typing import Any

from django.db.models import JSONField
from django.db.models.expressions import RawSQL

from clew.tickets.models.tickets import TicketQuerySet

# Tones of a row's own tags: a look-up by unique name for each tag.
ROW_TONES = """(
    SELECT jsonb_object_agg(name, tone) FROM tickets_tag
    WHERE tone <> '' AND name = ANY("tickets_ticket"."tags")
)"""
# For one ticket: every coloured tag, because the ticket's tags change while its page answers.
TONES = "(SELECT jsonb_object_agg(name, tone) FROM tickets_tag WHERE tone <> '')"
ASKED = """(
    SELECT jsonb_agg(
        jsonb_build_object(
            'slug', slug, 'label', label, 'kind', kind, 'choices', choices, 'areas', areas
        ) ORDER BY position, id
    ) FROM tickets_ticketfield WHERE active
)"""


def with_tones(tickets: TicketQuerySet) -> TicketQuerySet:
    """As ``ticket.tones``: {tag: tone}, None without colours."""
    return tickets.annotate(tones=_json(ROW_TONES))


def with_installed(tickets: TicketQuerySet) -> TicketQuerySet:
    """``ticket.tones`` and ``ticket.asked``, the active fields' definitions."""
    return tickets.annotate(tones=_json(TONES), asked=_json(ASKED))


def _json(sql: str) -> RawSQL:
    field: JSONField[Any, Any] = JSONField()
    return RawSQL(sql, (), output_field=field)  # noqa: S611  fixed text, nothing bound
