"""What tickets say about the health of accounts.

A score is for all staff to see, so what private teams own is not counted.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, LiteralString

from clew.analytics.health.register import Asked, Measured, Numbers, Part, register
from clew.core.bulk import fetch
from clew.tickets.models.tickets import SOLVED, Severity

URGENT = (Severity.CRITICAL, Severity.HIGH)

TICKETS: LiteralString = """
    SELECT coalesce(account.merged_into_id, account.id),
           count(*) FILTER (WHERE ticket.created_at >= %b),
           count(*) FILTER (WHERE ticket.created_at >= %b AND open.now),
           count(*) FILTER (WHERE open.now AND ticket.severity = ANY(%b))
    FROM tickets_ticket AS ticket
    JOIN people_group AS account ON account.id = ticket.account_id
    LEFT JOIN people_team AS team ON team.id = ticket.team_id
    CROSS JOIN LATERAL (
        SELECT ticket.status <> ALL(%b) OR ticket.solved_at > %b AS now
    ) AS open
    WHERE account.type_id = %b AND ticket.merged_into_id IS NULL AND team.private IS NOT TRUE
      AND ticket.created_at <= %b
      AND (%b OR coalesce(account.merged_into_id, account.id) = ANY(%b))
    GROUP BY 1
"""


def _counted(asked: Asked) -> dict[int, tuple[int, int, int]]:
    """Of 30 days, those of them unsolved, and urgent ones unsolved; once for both parts."""
    month, now = asked.now - timedelta(days=30), asked.now
    given = [
        month, month, [*URGENT], [*SOLVED], now, asked.type_id, now,
        not asked.only, [*asked.only],
    ]  # fmt: skip
    rows = asked.once("tickets", lambda: fetch(TICKETS, given))
    return {pk: tuple(rest) for pk, *rest in rows}


def _of(asked: Asked, at: int) -> Measured:
    """An account that nobody ever saw has no data, rather than the best."""
    found = _counted(asked)
    return {
        pk: (found[pk][at], *found[pk]) if pk in found else (0, 0, 0, 0)
        for pk, account in asked.accounts.items()
        if pk in found or account.seen_at
    }


def _tickets(asked: Asked, _: Mapping[str, Any]) -> Measured:
    return _of(asked, 0)


def _urgent(asked: Asked, _: Mapping[str, Any]) -> Measured:
    return _of(asked, 2)


def _say_tickets(numbers: Numbers) -> str:
    recent, unsolved = numbers[0], numbers[2]
    said = f"{recent} {'ticket' if recent == 1 else 'tickets'} in 30 days"
    return f"{said} ({unsolved} unsolved)" if recent else said


def _say_urgent(numbers: Numbers) -> str:
    count = numbers[0]
    words = "ticket" if count == 1 else "tickets"
    return f"{count} unsolved {words} of critical or high severity"


register(
    Part(
        kind="tickets",
        label="Tickets",
        help="Tickets that the account opened in the last 30 days.",
        weight=10,
        healthy=5,
        poor=12,
        measure=_tickets,
        say=_say_tickets,
        missing="The account was never seen",
        unit="tickets",
        position=60,
    ),
    Part(
        kind="urgent",
        label="Urgent and unsolved",
        help="Tickets of critical or high severity that are not solved yet.",
        weight=20,
        healthy=0,
        poor=2,
        measure=_urgent,
        say=_say_urgent,
        missing="The account was never seen",
        unit="tickets",
        most=100,
        position=70,
    ),
)
