"""The corpus into django-helpdesk by COPY, with the rows that the application itself writes.

The first message is the ticket's description and a follow-up "Ticket Opened" with the same text;
later ones are public follow-ups.
"""

import json
import uuid

import psycopg

from bench.peers import corpus
from bench.peers.cluster import url
from bench.peers.copying import Copier, instant

STATUSES = {"open": 1, "pending": 1, "resolved": 3, "closed": 4}
PRIORITIES = [4, 3, 2, 1]  # 1 is critical, 5 very low
TABLES = {
    "helpdesk_ticket": "id title created modified submitter_email status on_hold description"
    " priority assigned_to_id queue_id secret_key",
    "helpdesk_followup": "id date title comment public new_status ticket_id user_id"
    " email_recipients",
}


def load(count: int) -> None:
    with psycopg.connect(url("djhelpdesk")) as connection:
        connection.execute("TRUNCATE helpdesk_ticket, helpdesk_followup RESTART IDENTITY CASCADE")
        last = _Loading(connection).load(count)
    with psycopg.connect(url("djhelpdesk"), autocommit=True) as connection:
        for table, ident in (("helpdesk_ticket", count), ("helpdesk_followup", last)):
            connection.execute(f"ALTER TABLE {table} ALTER COLUMN id RESTART WITH {ident + 1}")
        connection.execute("VACUUM ANALYZE")


class _Loading:
    def __init__(self, connection: psycopg.Connection) -> None:
        found = connection.execute(
            "SELECT id FROM auth_user WHERE username LIKE 'agent%' ORDER BY username"
        )
        self.agents = [ident for (ident,) in found]
        titles = dict(connection.execute("SELECT title, id FROM helpdesk_queue").fetchall())
        self.queues = [titles[name] for name in corpus.QUEUES]
        self.copier, self.followups = Copier(connection, TABLES), 0

    def load(self, count: int) -> int:
        for ticket in corpus.tickets(count):
            self.ticket(ticket)
        self.copier.flush()
        return self.followups

    def ticket(self, ticket: corpus.Ticket) -> None:
        _, address = corpus.customer(ticket.customer)
        agent = self.agents[ticket.agent]
        self.copier.add(
            "helpdesk_ticket",
            *(ticket.number, ticket.subject, instant(ticket.created)),
            *(instant(ticket.updated), address, STATUSES[ticket.status]),
            *(ticket.status == "pending", ticket.messages[0].body, PRIORITIES[ticket.priority]),
            *(agent if len(ticket.messages) > 1 else None, self.queues[ticket.queue]),
            str(uuid.UUID(int=ticket.number)),
        )
        for place, said in enumerate(ticket.messages):
            self.followup(ticket, place, said, agent, address)

    def followup(
        self, ticket: corpus.Ticket, place: int, said: corpus.Said, agent: int, address: str
    ) -> None:
        self.followups += 1
        is_last, status = place == len(ticket.messages) - 1, STATUSES[ticket.status]
        title = "Comment" if not said.by_customer else f"E-Mail Received from {address}"
        self.copier.add(
            "helpdesk_followup",
            *(self.followups, instant(said.at), title if place else "Ticket Opened", said.body),
            *(True, status if is_last and status > 2 else None, ticket.number),
            *(
                None if said.by_customer else agent,
                json.dumps([] if said.by_customer else [address]),
            ),
        )
