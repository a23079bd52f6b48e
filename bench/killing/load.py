"""Everything at once: what customers, agents, programs and products do."""

import gzip
import hashlib
import smtplib
import time
import uuid
from email.message import EmailMessage

import httpx
import orjson

from bench.killing.clients import Client
from bench.killing.world import COMPANIES, HELP

PEOPLE = 150
WITH_A_FILE = 0.4  # of the mails
FILES = 6


class Capturing(Client):
    """SDKs: plain and packed, people who sign in, and companies they act for."""

    def turn(self) -> None:
        who = f"user-{self.luck.randrange(PEOPLE)}"
        company = f"company-{self.luck.randrange(COMPANIES)}"
        batch = [self.event(who, company) for _ in range(self.luck.randint(1, 8))]
        anonymous = ""
        if self.luck.random() < 0.2:
            anonymous = self.mark("anon-")
            batch.insert(0, self.event(anonymous, company))
            more = {"$anon_distinct_id": anonymous, "$set": {"email": f"{who}@heron.example"}}
            batch.append(self.event(who, company, "$identify", more))
        packed = self.luck.random() < 0.5
        body = orjson.dumps({"api_key": self.world.key, "batch": batch})
        if packed:
            path, body = "/e/?compression=gzip-js", gzip.compress(body)
        else:
            path = "/batch/"
        self.insist(lambda: self.sent(path, body))
        for each in batch:
            name = str(each["event"])
            self.told.events[str(each["uuid"])] = (str(each["distinct_id"]), company, name)
        if anonymous:
            self.told.merged[anonymous] = who

    def event(
        self, who: str, company: str, name: str = "kiln ping", more: dict[str, object] | None = None
    ) -> dict[str, object]:
        return {
            "uuid": str(uuid.UUID(int=self.luck.getrandbits(128), version=4)),
            "event": name,
            "distinct_id": who,
            "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "properties": {"$groups": {"company": company}, "heat": 900, **(more or {})},
        }

    def sent(self, path: str, body: bytes) -> bool | None:
        try:
            answer = self.http.post(f"{self.world.url}{path}", content=body)
        except httpx.HTTPError:
            return None
        if answer.status_code in {429, 503}:
            return None
        if answer.status_code != httpx.codes.OK:
            raise AssertionError(f"capture answered {answer.status_code}: {answer.text[:200]}")
        return True


class Opening(Client):
    def turn(self) -> None:
        mark = self.mark("t")
        body = {
            "subject": f"Kiln is cold {mark}",
            "message": f"It has been cold since noon. {mark}",
            "requester": {"email": f"{mark}@heron.example", "name": "Ada"},
            "severity": self.luck.choice(["low", "medium", "high"]),
        }
        self.told.tickets[mark] = self.api("POST", "/tickets", body, key=mark)["number"]


class Answering(Client):
    """Public replies, which leave as mail; notes; and what customers say."""

    def turn(self) -> None:
        if not self.told.tickets:
            return
        number = self.luck.choice(list(self.told.tickets.values()))
        kind = self.luck.choice(["r", "r", "n", "c"])
        mark = self.mark(kind)
        given: dict[str, object] = {"body": f"Words {mark} of ours."}
        if kind == "n":
            given["public"] = False
        if kind == "c":
            given["from"] = "customer"
        posted = self.api("POST", f"/tickets/{number}/messages", given, key=mark)
        (self.told.replies if kind == "r" else self.told.words)[mark] = posted["ticket"]


class Moving(Client):
    """Status changes on tickets that nobody else touches."""

    def turn(self) -> None:
        if not self.told.moves or self.luck.random() < 0.1:
            mark = self.mark("s")
            who = {"email": f"{mark}@crane.example"}
            body = {"subject": f"Moved {mark}", "message": f"Please. {mark}", "requester": who}
            number = self.api("POST", "/tickets", body, key=mark)["number"]
            self.told.words[mark] = number
            self.told.moves[number] = []
            return
        number = self.luck.choice(list(self.told.moves))
        done = self.told.moves[number]
        after = "solved" if not done or done[-1] == "open" else "open"
        if not done:
            after = "open"
        self.api("PATCH", f"/tickets/{number}", {"status": after})
        done.append(after)


class Changing(Client):
    """Bulk jobs over all the seeded tickets, one after another."""

    pause = (0.3, 2.0)
    last = ""

    def turn(self) -> None:
        tag = self.mark("b")[:12]
        numbers = self.world.seeded
        changes = [{"field": "tags.add", "value": tag}]
        if self.last:
            changes.append({"field": "tags.remove", "value": self.last})
        job = self.api("POST", "/tickets/bulk", {"changes": changes, "tickets": numbers}, key=tag)
        until = time.monotonic() + 300  # what died with PostgreSQL is taken up within three
        while self.api("GET", f"/bulk/{job['id']}")["state"] != "done":
            if time.monotonic() > until:
                raise AssertionError(f"bulk job {job['id']} is not done after five minutes")
            time.sleep(0.5)
        self.told.bulks[tag] = numbers
        self.last = tag


class Chatting(Client):
    """A visitor with the widget: one conversation after another."""

    session, number, said = "", 0, 0
    pause = (0.5, 1.5)

    def turn(self) -> None:
        key = {"X-Clew-Key": self.world.key}
        if not self.session:
            who = {"distinct_id": self.mark("visitor-"), "name": "Bo"}
            made = self.call("POST", "/widget/api/session", who, key)
            self.session = made["session"]
        headers = key | {"X-Clew-Session": self.session}
        mark = self.mark("w")
        given = {"message": f"From the page: {mark}", "nonce": str(uuid.uuid4())}
        opens = not self.number or self.said >= 8
        path = "/widget/api/tickets"
        if not opens:
            path += f"/{self.number}/messages"
        answer = self.call("POST", path, given, headers)
        self.number, self.said = answer["ticket"]["number"], 0 if opens else self.said + 1
        self.told.words[mark] = self.number


class Mailing(Client):
    """A mail server that hands mail over until it hears 250."""

    pause = (0.3, 1.2)
    sent: tuple[bytes, ...] = ()

    def turn(self) -> None:
        mark = self.mark("m")
        sender = f"{mark}@plover.example"
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = f"Cy <{sender}>", HELP, f"By mail {mark}"
        mail["Message-ID"] = f"<{mark}@plover.example>"
        mail.set_content(f"It is {mark} again.")
        file = self.file() if self.luck.random() < WITH_A_FILE else b""
        if file:
            mail.add_attachment(file, maintype="application", subtype="gzip", filename="log.gz")
        self.insist(lambda: self.delivered(sender, bytes(mail)))
        self.told.mails.add(mark)
        if file:
            self.told.files[mark] = hashlib.sha256(file).hexdigest()

    def file(self) -> bytes:
        """Often one that was sent before: what a death cut off is met again."""
        if len(self.sent) < FILES or self.luck.random() < 0.3:
            size = self.luck.randint(1, 40) * 50_000
            self.sent = (*self.sent, gzip.compress(self.luck.randbytes(size)))[-FILES:]
        return self.luck.choice(self.sent)

    def delivered(self, sender: str, mail: bytes) -> bool | None:
        try:
            with smtplib.LMTP("127.0.0.1", self.world.mail_port, timeout=20) as lmtp:
                refused = lmtp.sendmail(sender, [HELP], mail)
        except (OSError, smtplib.SMTPException):
            return None
        return None if refused else True


EVERYBODY = (
    Capturing, Capturing, Opening, Answering, Answering, Moving, Changing, Chatting, Mailing,
)  # fmt: skip
