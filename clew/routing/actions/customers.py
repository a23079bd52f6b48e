"""What is known of the customer, put on record with the ticket when it becomes different.

Policies ask about plans and properties, which live on profiles and change there without a word to
any ticket. So that a ledger follows from facts alone, they are facts of the ticket too.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, LiteralString, NamedTuple

import orjson

from clew.core import facts
from clew.core.actors import SYSTEM
from clew.core.bulk import fetch
from clew.core.models import FactRecord
from clew.people.accounts.known import KEYS
from clew.routing.facts import CustomerChanged
from clew.routing.policies.naming import Named
from clew.routing.policies.plans import plan_slug
from clew.routing.queries.histories import LockedTicket
from clew.routing.targets.reading import Row
from clew.tickets.models.tickets import UNSOLVED

PROFILE: LiteralString = """
    FROM tickets_ticket AS ticket
    JOIN people_person AS person ON person.id = ticket.requester_id
    LEFT JOIN people_group AS account ON account.id = ticket.account_id
    LEFT JOIN people_account AS details ON details.group_id = ticket.account_id
    LEFT JOIN routing_standing AS standing ON standing.ticket_id = ticket.id
    CROSS JOIN LATERAL (SELECT jsonb_build_object(
        'plan', coalesce(nullif(btrim(account.plan), ''),
                         nullif(btrim(person.properties->>'plan'), ''),
                         nullif(btrim(person.properties->>'$plan'), ''),
                         CASE WHEN account.id IS NULL THEN %b::text END, ''),
        'person', (SELECT coalesce(jsonb_object_agg(key, person.properties->key), '{}')
                   FROM unnest(%b::text[]) AS named (key) WHERE person.properties ? key),
        'account', (SELECT coalesce(jsonb_object_agg(key, told.told->key), '{}')
                    FROM unnest(%b::text[]) AS named (key),
                        LATERAL (SELECT CASE WHEN key = ANY(%b::text[]) THEN details.known
                                             ELSE account.properties END) AS told (told)
                    WHERE told.told ? key)
    ) AS now) AS customer
"""
KNOWN: LiteralString = (
    "SELECT ticket.id"  # noqa: S608  its parts are ours
    """, customer.now::text, customer.now IS NOT DISTINCT FROM standing.customer,
           standing.entries, standing.digest, standing.outcome, standing.derived_at
""" + PROFILE + "WHERE ticket.id = ANY(%b::bigint[])"
)
DIFFERING: LiteralString = (
    "SELECT ticket.id"  # noqa: S608  its parts are ours
    + PROFILE
    + """
    WHERE ticket.status = ANY(%b::text[]) AND ticket.id > %b::bigint
      AND customer.now IS DISTINCT FROM standing.customer
    ORDER BY ticket.id LIMIT %b::bigint
"""
)
OURS = sorted(KEYS)  # what Clew knows of an account itself; no property goes by these names


class Known(NamedTuple):
    """The customer as the profile says now, and what is stored of the ticket's ledger."""

    customer: str  # JSON
    is_same: bool
    entries: int | None
    digest: str | None
    outcome: str | None
    derived_at: datetime | None


def known_of(ids: Iterable[int], named: Named, without_account: str) -> dict[int, Known]:
    chosen = list(ids)
    given = [without_account, named.person, named.account, OURS, chosen]
    rows = fetch(KNOWN, given, prepared=len(chosen) == 1)
    return {pk: Known(*rest) for pk, *rest in rows}


def differing(named: Named, without_account: str, *, after: int, limit: int) -> list[int]:
    """Unsolved tickets whose customer is not as recorded, by id."""
    given = [without_account, named.person, named.account, OURS, [*UNSOLVED], after, limit]
    return [pk for (pk,) in fetch(DIFFERING, given)]


def record_customers(
    tickets: Sequence[LockedTicket],
    rows: dict[int, list[Row]],
    known: dict[int, Known],
    *,
    now: datetime,
) -> None:
    """Adds to ``rows`` what is new. What is known first counts from the beginning.

    Everything else happens at the time that the ledger is derived for: a moment later, it would
    not have happened yet, and nobody would look again.
    """
    new: list[tuple[LockedTicket, FactRecord]] = []
    with facts.batched():
        for ticket in tickets:
            before = _newest(rows.get(ticket.number, []))
            if before is not None and known[ticket.id].is_same:
                continue
            fact = customer_fact(ticket.number, orjson.loads(known[ticket.id].customer), before)
            if before is None or _differs(before, fact):
                derived_at = known[ticket.id].derived_at or now
                at = ticket.created_at if before is None else max(now, derived_at)
                new.append((ticket, facts.record(fact, by=SYSTEM, at=at)))
    for ticket, record in new:
        row = Row(record.recorded_at, record.pk, record.name, "system/", record.payload)
        rows.setdefault(ticket.number, []).append(row)


def _newest(rows: Sequence[Row]) -> Row | None:
    found = [row for row in rows if row.name == CustomerChanged.name]
    return max(found, default=None)


def customer_fact(number: int, customer: dict[str, Any], before: Row | None) -> CustomerChanged:
    plan = plan_slug(customer["plan"])
    return CustomerChanged(
        number=number,
        plan=plan,
        plan_known=bool(plan),
        properties={"person": customer["person"], "account": customer["account"]},
        before=before.payload["plan"] if before else None,
    )


def _differs(before: Row, fact: CustomerChanged) -> bool:
    told = before.payload
    return bool(told["plan"] != fact.plan or told["properties"] != fact.properties)
