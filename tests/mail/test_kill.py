"""A whole Clew is killed again and again while mail comes in and replies go out.

CLEW_KILLS=20 does it longer.
"""

import contextlib
import json
import logging
import os
import random
import re
import signal
import threading
import time
from collections import Counter

import httpx
import pytest

from tests.mail.dovecot import PASSWORD, dovecot, letter
from tests.mail_server import mail_server
from tests.serving import served

pytestmark = pytest.mark.server
KILLS = int(os.environ.get("CLEW_KILLS", "4"))
MAILS = 20 * KILLS
log = logging.getLogger(__name__)
ROWS = (
    "import json; from clew.channels.email.models import InboundMail; "
    "from clew.tickets.models import Delivery, Message; print(json.dumps({"
    "'mails': list(InboundMail.objects.values_list('uid', 'outcome', 'reason', 'ticket_id')), "
    "'customers': [each.body for each in Message.objects.filter(author_kind='customer')], "
    "'deliveries': list(Delivery.objects.values_list('state', flat=True)), "
    "'ids': [str(each) for each in Delivery.objects.values_list('stable_id', flat=True)]}))"
)


class Program:
    """Talks to a server that is away every now and then, and asks again with the same key."""

    def __init__(self, server, token):
        self.server, self.headers = server, {"Authorization": f"Bearer {token}"}

    def ask(self, method, path, body=None, key="", within=180):
        deadline = time.monotonic() + within
        headers = self.headers | ({"Idempotency-Key": key} if key else {})
        while time.monotonic() < deadline:
            with contextlib.suppress(httpx.HTTPError):
                url = f"{self.server.url}/api/v1{path}"
                answer = httpx.request(method, url, json=body, headers=headers, timeout=5)
                if answer.status_code < 300:
                    return answer.json()
                assert answer.status_code in {409, 425, 429, 500, 502, 503}, answer.text
            time.sleep(0.1)
        raise AssertionError(f"{method} {path} had no answer")

    def tickets(self):
        found, cursor = {}, ""
        while True:
            page = self.ask("GET", f"/tickets?limit=100{cursor}")
            found |= {each["number"]: each["subject"] for each in page["items"]}
            if not page["next_cursor"]:
                return found
            cursor = f"&cursor={page['next_cursor']}"


class Life:
    """Mail arrives, and agents answer, whether Clew lives or not."""

    def __init__(self, imap, program):
        self.imap, self.program, self.over = imap, program, threading.Event()
        self.answered: dict[int, str] = {}
        self.faults: list[BaseException] = []
        self.threads = [
            threading.Thread(target=self.run, args=[each]) for each in (self.write, self.answer)
        ]

    def run(self, part):
        try:
            part()
        except BaseException as error:  # noqa: BLE001  told at the end
            self.faults.append(error)

    def write(self):
        for number in range(MAILS):
            sender = f"customer-{number}@heron{number % 7}.example"
            self.imap.deliver(
                "help", letter(f"Mail {number}", sender=sender, text=f"Text {number}.")
            )
            time.sleep(random.uniform(0, 0.25))

    def answer(self):
        while not self.over.is_set():
            for number in self.program.tickets():
                if number not in self.answered:
                    words = f"Answer to ticket {number}."
                    self.program.ask(
                        "POST",
                        f"/tickets/{number}/messages",
                        {"body": words},
                        key=f"answer-{number}",
                    )
                    self.answered[number] = words
            time.sleep(0.1)

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        for thread in self.threads:
            thread.join(60)


def until(true, within, said):
    deadline = time.monotonic() + within
    while not true():
        assert time.monotonic() < deadline, said()
        time.sleep(0.2)


def test_every_mail_is_one_message_and_every_reply_leaves(folder):
    with dovecot() as imap, mail_server() as smtp:
        imap.folder("help")
        ours = {"CLEW_MAIL_FROM": "Help <help@kiln.example>"}
        extra = {"EMAIL_URL": smtp.url, "CLEW_DNS": "off", **ours}
        with served(folder / "data", **extra) as server:
            program = Program(server, server.token())
            given = {
                "host": "127.0.0.1", "port": imap.port, "security": "plain", "user": "help",
                "password": PASSWORD, "imports_existing": True,
            }  # fmt: skip
            program.ask("POST", "/mailboxes", given, key="mailbox")
            with Life(imap, program) as life:
                for _ in range(KILLS):
                    time.sleep(random.uniform(0.1, 2.5))
                    server.stop(signal.SIGKILL)
                    server.start()
                    log.info("killed and back")
                until(lambda: not life.threads[0].is_alive(), 240, lambda: "mail is still written")
                # What was being sent when we died is tried again when its lease ends: later.
                server.stop(signal.SIGKILL)
                server.extra["CLEW_CLOCK_OFFSET"] = "900"
                server.start()
                log.info("the last start")
                until(lambda: len(program.tickets()) >= MAILS, 240, lambda: counts(server))
                log.info("all tickets")
                until(lambda: len(life.answered) >= MAILS, 240, lambda: counts(server))
            log.info("all answered")
            assert not life.faults, life.faults
            until(
                lambda: missing(life, smtp) == set(),
                240,
                lambda: (missing(life, smtp), counts(server)),
            )
            log.info("all sent")
            check(server, program, life, smtp)


def bodies(smtp):
    """Text of each mail that left, by its Message-ID; the same mail twice is one."""
    found = {}
    for mail in list(smtp.mails):
        part = mail.get_body(("plain",))
        found.setdefault(mail["Message-ID"], set()).add(part.get_content() if part else "")
    return found


def answers(smtp):
    """How many different mails carry each answer."""
    return Counter(
        words[0]
        for texts in bodies(smtp).values()
        for text in texts
        if (words := re.findall(r"^Answer to ticket \d+\.", text))
    )


def missing(life, smtp):
    return set(life.answered.values()) - set(answers(smtp))


def counts(server):
    rows = json.loads(server.python(ROWS))
    return Counter(each[1] or "waiting" for each in rows["mails"]), Counter(rows["deliveries"])


def check(server, program, life, smtp):
    subjects = Counter(program.tickets().values())
    assert subjects == Counter(f"Mail {number}" for number in range(MAILS))
    rows = json.loads(server.python(ROWS))
    assert Counter(each[1] for each in rows["mails"]) == {"ticket": MAILS}
    assert len({each[0] for each in rows["mails"]}) == MAILS
    texts = Counter(text.strip() for text in rows["customers"])
    assert texts == Counter(f"Text {number}." for number in range(MAILS))
    sent = answers(smtp)
    assert sent == Counter(life.answered.values()), "an answer left as two different mails"
    twice = Counter(mail["Message-ID"] for mail in smtp.mails)
    again = sum(each - 1 for each in twice.values())
    log.info("%d kills, %d mails, %d answers, %d sent again", KILLS + 1, MAILS, len(sent), again)
