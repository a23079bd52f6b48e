"""The ledger of a ticket: what was promised, step by step."""

from datetime import datetime
from typing import Any

from ninja import Router, Schema
from pydantic import Field

from clew.api.v1.tokens import TokenRequest
from clew.routing.actions.catching_up import catch_up
from clew.routing.queries.targets import ledger_of
from clew.tickets import queries

router = Router(tags=["targets"])


class EntryShape(Schema):
    position: int = Field(description="0, 1, 2 … on this ticket")
    metric: str
    instance: int
    kind: str = Field(description="activate, apply, pause, resume, fulfil, breach or cancel")
    at: datetime
    data: dict[str, Any] = Field(description="What the kind needs: policy, due time, reason")


class LedgerShape(Schema):
    items: list[EntryShape]


@router.get("/tickets/{int:number}/ledger", response=LedgerShape)
def read_ledger(request: TokenRequest, number: int) -> LedgerShape:
    """Oldest first. Derived from the ticket's history, and from nothing else."""
    ticket = queries.ticket_for(request.auth, number)
    catch_up(ticket)
    entries = ledger_of(request.auth, ticket)
    names = EntryShape.model_fields
    items = [EntryShape(**{name: getattr(each, name) for name in names}) for each in entries]
    return LedgerShape(items=items)
