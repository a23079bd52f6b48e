"""The priority that a policy derives, on many tickets at once."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import LiteralString

import orjson

from clew.core import facts
from clew.core.actors import Actor
from clew.core.bulk import execute
from clew.tickets.facts import PropertyChanged

PRIORITIES: LiteralString = """
UPDATE tickets_ticket AS ticket SET priority = new.after
FROM jsonb_to_recordset(%b::jsonb) AS new (ticket_id bigint, after text)
WHERE ticket.id = new.ticket_id
"""


@dataclass(frozen=True, kw_only=True)
class Derived:
    ticket_id: int
    number: int
    before: str
    after: str
    reason: str


def set_derived_priorities(derived: Iterable[Derived], *, by: Actor) -> None:
    """On tickets that the caller has locked. It leaves their age: nobody worked on them."""
    rows = [asdict(each) for each in derived]
    if not rows:
        return
    execute(PRIORITIES, [orjson.dumps(rows).decode()])
    for row in rows:
        del row["ticket_id"]
        facts.record(PropertyChanged(field="priority", **row), by=by)
