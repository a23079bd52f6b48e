"""Mail that Ottergrid got: the .eml files of ``post/``, through the way every mail takes.

A file begins with a line such as ``X-Demo: ago=3h20m; proven=pass``: when it came, and what the
company's mail server found out about its sender; the demo's domains are nobody's, so DNS cannot.
With ``on=ticket`` it goes to the newest ticket of its sender that we answered.
"""

import base64
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_string
from email.utils import format_datetime, parseaddr
from functools import cache
from pathlib import Path

from clew.channels.email.addressing import reply_address
from clew.channels.email.intake.processing import process
from clew.channels.email.intake.storing import store
from clew.channels.email.models import InboundMail, Source
from clew.channels.email.trust.verdict import Result, Verdict
from clew.demo.edition import Edition
from clew.tickets.models import Ticket

HERE = Path(__file__).parent / "post"
TOLD = re.compile(r"X-Demo: (?P<told>.+)\n")
DURATION = re.compile(r"(\d+)([dhm])")
UNITS = {"d": "days", "h": "hours", "m": "minutes"}
SERVER = "mx.ottergrid.example"
FOUND = {
    "pass": f"{SERVER} found the sender's domain proven.",
    "fail": f"{SERVER} found nothing that proves the sender's domain.",
}


@dataclass(frozen=True, slots=True)
class Letter:
    name: str
    text: str
    ago: timedelta
    proven: Result
    is_on_ticket: bool

    @property
    def sender(self) -> str:
        return parseaddr(message_from_string(self.text)["From"])[1]

    @property
    def header_id(self) -> str:
        return str(message_from_string(self.text)["Message-ID"]).strip("<>")


@cache
def letters() -> tuple[Letter, ...]:
    """Oldest first."""
    read = [_read(file) for file in sorted(HERE.glob("*.eml"))]
    return tuple(sorted(read, key=lambda letter: -letter.ago))


def post(letter: Letter, edition: Edition) -> InboundMail | None:
    """Safe to run again: what came once is not filed twice. None when its ticket is not there."""
    at = edition.until - letter.ago
    ticket = _answered_ticket(letter.sender) if letter.is_on_ticket else None
    if letter.is_on_ticket and ticket is None:
        return None
    mail = store(
        _filled_in(letter, ticket, at),
        source=Source.SMTP,
        envelope_from=letter.sender,
        received_at=at,
        is_backlog=True,  # history: nothing is sent because of it
        verdict=_verdict(letter.proven),
        process=False,
    )
    return process(mail)


def forget_letters() -> None:
    """So that the same ones can come again."""
    InboundMail.objects.filter(header_id__in=[each.header_id for each in letters()]).delete()


def _filled_in(letter: Letter, ticket: Ticket | None, at: datetime) -> bytes:
    picture = base64.encodebytes((HERE / "rows.png").read_bytes()).decode()
    values = {"{date}": format_datetime(at), "{picture}": picture.strip()}
    values["{until}"] = f"{at + timedelta(days=9):%d %B %Y}"
    if ticket is not None:
        values["{reply_address}"] = reply_address(ticket.number)
        values["{subject}"] = ticket.subject
    text = letter.text
    for mark, value in values.items():
        text = text.replace(mark, value)
    return text.replace("\n", "\r\n").encode()


def _read(file: Path) -> Letter:
    text = file.read_text("utf-8")
    found = TOLD.match(text)
    if found is None:
        raise ValueError(f"{file.name} does not begin with X-Demo:")
    told = dict(part.strip().split("=", 1) for part in found["told"].split(";"))
    parts = DURATION.findall(told["ago"])
    ago = timedelta(**{UNITS[unit]: int(number) for number, unit in parts})
    proven: Result = "pass" if told["proven"] == "pass" else "fail"
    if told["proven"] == "none":
        proven = "none"
    return Letter(file.name, text[found.end() :], ago, proven, told.get("on") == "ticket")


def _verdict(result: Result) -> Verdict:
    if result == "none":
        return Verdict(said="Nobody checked where it came from.")
    return Verdict(
        result=result, spf=result, dkim=result, dmarc=result, by=SERVER, said=FOUND[result]
    )


def _answered_ticket(sender: str) -> Ticket | None:
    theirs = Ticket.objects.filter(requester__email=sender, last_message_by="staff")
    return theirs.order_by("-number").first() or (
        Ticket.objects.filter(requester__email=sender).order_by("-number").first()
    )
