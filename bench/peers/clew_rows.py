"""A ticket of the corpus as the rows that Clew itself writes for the same events.

The ticket, its messages with their HTML, the originals of customers' messages, the outbox of our
replies and the facts. What routing derives from facts (targets, ledger, queue) it derives itself.
"""

import json
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Any
from uuid import UUID, uuid4

from bench.peers import corpus

SEVERITIES = ["low", "medium", "high", "critical"]
REOPENS = timedelta(days=20)  # the clock closes what was solved longer ago
SNIPPET = 200
COLUMNS = {
    "tickets_ticket": "id number environment_id subject status severity priority kind area channel"
    " team_id assignee_id requester_id account_id reply_address verified tags context snippet"
    " last_message_by message_count created_at updated_at solved_at status_changed_at"
    " pending_since",
    "tickets_message": "id ticket_id public author_kind staff_id person_id author_name body"
    " body_html channel created_at",
    "tickets_messageoriginal": "message_id kind content size received_at",
    "tickets_delivery": "message_id channel address sender stable_id state attempts"
    " next_attempt_at sent_at error created_at",
    "core_factrecord": "uuid name subject actor_kind actor_id actor_name payload recorded_at",
}


@dataclass(frozen=True)
class Company:
    """What the tickets point at: ids of rows that are there already."""

    environment: int
    teams: list[int]
    agents: list[tuple[int, str]]
    people: list[UUID]
    accounts: list[int]
    now: datetime


@dataclass
class Rows:
    """Of some tickets; ``messages`` counts on from batch to batch."""

    company: Company
    messages: int = 0
    waiting: list[int] = field(default_factory=list)  # tickets that a reply can go to
    of: dict[str, list[tuple[Any, ...]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, ticket: corpus.Ticket) -> None:
        told = _Told(self, ticket)
        told.opening()
        for said in ticket.messages:
            told.message(said)
        told.ending()


class _Told:
    """One ticket's story, from its opening to how it is now."""

    def __init__(self, rows: Rows, ticket: corpus.Ticket) -> None:
        self.rows, self.ticket, self.company = rows, ticket, rows.company
        self.name, self.address = corpus.customer(ticket.customer)
        self.person = self.company.people[ticket.customer]
        self.agent, self.agent_name = self.company.agents[ticket.agent]
        self.status = "new"
        self.changed_at: datetime | None = None

    def opening(self) -> None:
        self._fact("tickets.TicketOpened", self.at(self.ticket.created), self._customer, {
            "environment_id": self.company.environment, "channel": "api",
            "person_id": str(self.person), "distinct_id": "",
        })  # fmt: skip

    def message(self, said: corpus.Said) -> None:
        at, kind = self.at(said.at), "customer" if said.by_customer else "staff"
        self.rows.messages += 1
        ident = self.rows.messages
        self.rows.of["tickets_message"].append((
            *(ident, self.ticket.number, True, kind),
            *((None, self.person, self.name) if said.by_customer else
              (self.agent, None, self.agent_name)),
            *(said.body, html(said.body), "api", at),
        ))  # fmt: skip
        posted = {"message_id": ident, "public": True, "author_kind": kind}
        if said.by_customer:
            self._original(ident, said.body, at)
            self._fact("tickets.MessagePosted", at, self._customer, posted)
        else:
            self._answer(ident, posted, at)

    def _answer(self, ident: int, posted: dict[str, Any], at: datetime) -> None:
        if self.status == "new":
            after = {"before": "", "after": self.agent_name, "staff_id": self.agent, "reason": ""}
            self._fact("tickets.Assigned", at, self._staff, after)
        self._fact("tickets.MessagePosted", at, self._staff, posted)
        if self.status == "new":
            self._move("open", at, self._staff)
        self.rows.of["tickets_delivery"].append((
            *(ident, "email", self.address, "support@localhost", uuid4(), "sent", 1),
            *(at, at, "", at),
        ))  # fmt: skip
        sent = {"message_id": ident, "channel": "email", "address": self.address}
        system = ("system", "", "Clew")
        self._fact("tickets.DeliveryChanged", at, system, {**sent, "state": "sent", "error": ""})

    def ending(self) -> None:
        last, status = self.at(self.ticket.updated), self.ticket.status
        if status in {"resolved", "closed"}:
            self._move("solved", last, self._staff)
            if status == "closed" or self.company.now - last > REOPENS:
                self._move("closed", last, ("system", "clock/close", "Clew"))
        elif status == "pending":
            self._move("pending", last, self._staff)
        if self.status not in {"solved", "closed"}:  # solved ones close by themselves
            self.rows.waiting.append(self.ticket.number)
        self.rows.of["tickets_ticket"].append(self._row(last))

    def _row(self, last: datetime) -> tuple[Any, ...]:
        said, ticket = self.ticket.messages, self.ticket
        is_answered = len(said) > 1
        over = self.changed_at if self.status in {"solved", "closed"} else None
        account = self.company.accounts[ticket.customer % corpus.ACCOUNTS]
        return (
            *(ticket.number, ticket.number, self.company.environment, ticket.subject, self.status),
            *(SEVERITIES[ticket.priority], "normal", "support", "", "api"),
            *(self.company.teams[ticket.queue], self.agent if is_answered else None),
            *(self.person, account, self.address, False, [], "{}", snippet(said[-1].body)),
            *("customer" if said[-1].by_customer else "staff", len(said)),
            *(self.at(ticket.created), last, over, self.changed_at),
            last if self.status == "pending" else None,
        )

    def _move(self, after: str, at: datetime, by: tuple[str, str, str]) -> None:
        moved = {"before": self.status, "after": after, "hold_until": "", "reason": ""}
        self._fact("tickets.StatusChanged", at, by, {**moved, "undoes": False, "earlier": {}})
        self.status, self.changed_at = after, at

    def _original(self, ident: int, body: str, at: datetime) -> None:
        asked = {"subject": self.ticket.subject, "message": body, "requester": self.address}
        content = json.dumps(asked, indent=2).encode()
        self.rows.of["tickets_messageoriginal"].append((ident, "api", content, len(content), at))

    def _fact(
        self, name: str, at: datetime, by: tuple[str, str, str], payload: dict[str, Any]
    ) -> None:
        number = self.ticket.number
        told = json.dumps({"number": number, **payload})
        self.rows.of["core_factrecord"].append((uuid4(), name, f"ticket/{number}", *by, told, at))

    @property
    def _customer(self) -> tuple[str, str, str]:
        return "customer", str(self.person), self.name

    @property
    def _staff(self) -> tuple[str, str, str]:
        return "staff", str(self.agent), self.agent_name

    def at(self, epoch: int) -> datetime:
        """The newest conversations of the corpus go on after its last moment."""
        return min(datetime.fromtimestamp(epoch, UTC), self.company.now)


def html(body: str) -> str:
    """What Clew renders of the corpus's Markdown; the loader compares some with the real thing."""
    parts = escape(body, quote=False).split("\n\n")
    lines = (part.replace("\n", "<br>\n") for part in parts)
    return "".join(f"<p>{part}</p>\n" for part in lines)


def snippet(body: str) -> str:
    line = " ".join(body.split())
    if len(line) <= SNIPPET:
        return line
    return line[: SNIPPET - 1].rsplit(" ", 1)[0].rstrip(" ,.;:") + "…"
