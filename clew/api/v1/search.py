"""Search, in the language of the search box."""

from typing import Self

from django.db.models import prefetch_related_objects
from ninja import Query, Router, Schema
from pydantic import Field

from clew.api.v1.environments import environment_called
from clew.api.v1.ticket_shapes import TicketSummary
from clew.api.v1.tokens import TokenRequest
from clew.tickets import queries

router = Router(tags=["search"])


class SearchAsked(Schema):
    q: str = Field(
        "",
        description=(
            'Words, "phrases", -unwanted words and operators: requester: account: status: tag:'
            " plan: assignee: team: severity: priority: kind: area: channel: created> updated<"
            " solved: is: has: order: and #number. See docs/search.md."
        ),
    )
    environment: str = ""
    cursor: str = ""
    limit: int = 20


class FoundTicket(TicketSummary):
    why: str = Field(description="Why it was found, when the snippet does not show it")
    snippet: str = Field(description="The words around the find, as plain text")
    in_note: bool = Field(description="The snippet is of an internal note")

    @classmethod
    def of_hit(cls, hit: queries.Hit) -> Self:
        snippet = "".join(part.text for part in hit.snippet)
        return cls.of(hit.ticket, why=hit.why, snippet=snippet, in_note=hit.in_note)


class SearchPage(Schema):
    items: list[FoundTicket]
    next_cursor: str | None
    hints: list[str] = Field(description="What of q was not understood")


@router.get("/search", response=SearchPage)
def search(request: TokenRequest, asked: Query[SearchAsked]) -> SearchPage:
    """Tickets, best match first; with operators only, latest change first."""
    inside = environment_called(asked.environment)
    found = queries.search(request.auth, inside, asked.q, asked.cursor, asked.limit)
    prefetch_related_objects([hit.ticket for hit in found.items], "requester__distinct_ids")
    return SearchPage(
        items=[FoundTicket.of_hit(hit) for hit in found.items],
        next_cursor=found.next_cursor or None,
        hints=[hint.text for hint in found.hints],
    )
