# ruff: noqa: PLR0917  a row has as many values as it has columns
"""A ticket of the corpus as the rows that Request Tracker 5 itself writes for the same work.

Four groups of roles a ticket with principals and (cached) members; the transactions Create,
Correspond, Status and Set; one plain text a message; and the mail that RT sends and records for
the automatic answer and each reply: a transaction, a multipart parent, its text and its HTML.
"""

from dataclasses import dataclass, field

from bench.peers import corpus
from bench.peers.copying import Copier, instant

NEVER = "1970-01-01 00:00:00"
NOBODY, SYSTEM = 6, 1  # users of RT's own
STATUSES = {"open": "open", "pending": "stalled", "resolved": "resolved", "closed": "resolved"}
PRIORITIES = [10, 30, 60, 90]
GREETING = (
    "Greetings,\n\nThis message has been automatically generated in response to the creation of a"
    " trouble ticket, a summary of which appears below.\n\n"
)
TABLES = {
    "principals": "id principaltype disabled",
    "groups": "id name description domain instance creator created lastupdatedby lastupdated",
    "groupmembers": "id groupid memberid creator created lastupdatedby lastupdated",
    "cachedgroupmembers": "id groupid memberid via immediateparentid disabled",
    "users": "id name emailaddress realname password creator created lastupdatedby lastupdated",
    "tickets": "id effectiveid queue type owner subject priority status told starts started due"
    " resolved lastupdatedby lastupdated creator created",
    "transactions": "id objecttype objectid type field oldvalue newvalue data creator created",
    "attachments": "id transactionid parent messageid subject contenttype contentencoding content"
    " headers creator created",
}
OF_PRINCIPALS = ("principals", "groups", "users")  # one sequence of ids for the three


@dataclass
class Writer:
    """``last``: the highest id of each table so far."""

    copier: Copier
    last: dict[str, int]
    agents: list[int]
    queues: list[int]
    everyone: int
    unprivileged: int
    customers: list[int] = field(default_factory=list)

    def add(self, table: str, *row: object) -> int:
        self.last[table] += 1
        self.copier.add(table, self.last[table], *row)
        return self.last[table]

    def member(self, group: int, member: int, when: str, by: int = SYSTEM) -> None:
        self.add("groupmembers", group, member, by, when, by, when)
        self.cached(group, member)

    def cached(self, group: int, member: int) -> None:
        """Of which each row is its own reason."""
        ident = self.last["cachedgroupmembers"] + 1
        self.add("cachedgroupmembers", group, member, ident, group, 0)

    def group(self, name: str, words: str, domain: str, instance: int, when: str,
              by: int = SYSTEM) -> int:  # fmt: skip
        ident = self.add("principals", "Group", 0)
        self.copier.add("groups", ident, name, words, domain, instance, by, when, by, when)
        self.cached(ident, ident)
        return ident

    def customer(self, which: int) -> None:
        name, address = corpus.customer(which)
        when = instant(corpus.NOW - 400 * 86_400)
        user = self.add("principals", "User", 0)
        row = (user, address, address, name, "*NO-PASSWORD*", 1, when, 1, when)
        self.copier.add("users", *row)
        self.customers.append(user)
        own = self.group("UserEquiv", f"ACL equiv. for user {user}", "ACLEquivalence", user, when)
        for group in (own, self.everyone, self.unprivileged):
            self.member(group, user, when)

    def ticket(self, ticket: corpus.Ticket) -> None:
        _Story(self, ticket).tell()


class _Story:
    def __init__(self, writer: Writer, ticket: corpus.Ticket) -> None:
        self.writer, self.ticket = writer, ticket
        self.requester, self.agent = writer.customers[ticket.customer], writer.agents[ticket.agent]
        self.address = corpus.customer(ticket.customer)[1]
        self.is_answered = len(ticket.messages) > 1
        self.subject = f"[support.example #{ticket.number}] {ticket.subject}"

    def tell(self) -> None:
        self.row()
        self.roles()
        for place, said in enumerate(self.ticket.messages):
            self.message(place, said)
        if self.status in {"resolved", "stalled"}:
            last = instant(self.ticket.updated)
            self.transaction("Status", self.agent, last, "Status", "open", self.status)

    @property
    def status(self) -> str:
        is_new = self.ticket.status == "open" and not self.is_answered
        return "new" if is_new else STATUSES[self.ticket.status]

    @property
    def owner(self) -> int:
        return self.agent if self.is_answered else NOBODY

    def row(self) -> None:
        first, last = instant(self.ticket.created), instant(self.ticket.updated)
        self.writer.add(
            "tickets",
            *(self.ticket.number, self.writer.queues[self.ticket.queue], "ticket", self.owner),
            *(self.ticket.subject, PRIORITIES[self.ticket.priority], self.status),
            *(last if self.is_answered else first, NEVER),
            *(first if self.status != "new" else NEVER, NEVER),
            last if self.status == "resolved" else NEVER,
            self.owner if self.is_answered else self.requester,
            *(last, self.requester, first),
        )

    def roles(self) -> None:
        when, members = instant(self.ticket.created), {"Owner": self.owner}
        members["Requestor"] = self.requester
        for role in ("AdminCc", "Cc", "Owner", "Requestor"):
            of = (role, "", "RT::Ticket-Role", self.ticket.number)
            group = self.writer.group(*of, when, self.requester)
            if role in members:
                self.writer.member(group, members[role], when, self.requester)

    def message(self, place: int, said: corpus.Said) -> None:
        when, by = instant(said.at), self.requester if said.by_customer else self.agent
        kind = ("Correspond", "No Subject") if place else ("Create", None)
        told = self.transaction(kind[0], by, when, data=kind[1])
        ident = f"m-{self.ticket.number}-{place}@customer.example"
        headers = (
            'MIME-Version: 1.0\nContent-Type: text/plain; charset="utf-8"\nX-RT-Interface: Email\n'
            f"Message-ID: <{ident}>\nSubject: {self.ticket.subject}\n"
            f"X-RT-Original-Encoding: utf-8\nContent-Length: {len(said.body)}\n"
        )
        subject = None if place else self.ticket.subject
        self.attachment(told, 0, ident, subject, "text/plain", said.body, headers, by, when)
        if not place:
            self.mail(f"AutoReply: {self.subject}", GREETING + said.body, when)
        elif not said.by_customer:
            self.mail(self.subject, said.body, when)
            if place == 1:
                self.transaction("Status", SYSTEM, when, "Status", "new", "open")
                self.transaction("Set", self.agent, when, "Owner", NOBODY, self.agent)

    def mail(self, subject: str, text: str, when: str) -> None:
        number, last = self.ticket.number, self.writer.last["transactions"] + 1
        ident = f"rt-5.0.3-{number}-{last}-0@support.example"
        told = self.transaction("EmailRecord", SYSTEM, when, data=f"<{ident}>")
        headers = (
            f'From: "Support via RT" <rt@support.example>\nTo: {self.address}\n'
            f"Subject: {subject}\nMessage-ID: <{ident}>\nX-RT-Ticket: support.example #{number}\n"
            f"References: <RT-Ticket-{number}@support.example>\nMIME-Version: 1.0\n"
            "Precedence: bulk\nContent-Type: multipart/alternative;"
            f' boundary="----------=_{number}-{told}"\nContent-Length: 0\n'
        )
        parent = self.attachment(
            told, 0, ident, subject[:250], "multipart/alternative", "", headers, SYSTEM, when
        )
        style = "white-space: pre-wrap; font-family: monospace;"
        page = f'<pre style="{style}">{text}</pre>\n'
        for kind, part in (("text/plain", text), ("text/html", page)):
            described = (
                f'Content-Type: {kind}; charset="utf-8"\nX-RT-Original-Encoding: utf-8\n'
                f"Content-Length: {len(part)}\n"
            )
            self.attachment(told, parent, None, None, kind, part, described, SYSTEM, when)

    def transaction(self, kind: str, by: int, when: str, name: str | None = None,
                    before: object = None, after: object = None,
                    data: str | None = None) -> int:  # fmt: skip
        row = ("RT::Ticket", self.ticket.number, kind, name, before, after, data, by, when)
        return self.writer.add("transactions", *row)

    def attachment(self, told: int, parent: int, ident: str | None, subject: str | None,
                   kind: str, content: str, headers: str, by: int, when: str) -> int:  # fmt: skip
        encoding = "none" if content else ""
        row = (told, parent, ident, subject, kind, encoding, content, headers, by, when)
        return self.writer.add("attachments", *row)
