"""Mail that comes in: messages a second on one core, and a backlog by IMAP beside live mail.

    python -m bench.email [--messages 1500] [--backlog 10000] [--every 5]

First stores messages in a data directory of its own and lets ``process_due`` read, judge and file
them, with this process, the parser and PostgreSQL on one core. Then a Dovecot with a full mailbox
and a whole Clew that reads it, while a live mail comes every few seconds. The ratio is to the
standard library only parsing the same messages.
"""

import argparse
import os
import statistics
import time
from email import message_from_bytes, policy
from pathlib import Path

import httpx
import psutil
import psycopg

from bench.letters import Letters
from bench.pages import prepare
from tests.mail.dovecot import PASSWORD, Dovecot, dovecot, letter
from tests.serving import Served, free_port, open_folder

MAIL = {"CLEW_DNS": "off", "CLEW_MAIL_FROM": "Help <help@kiln.example>"}
LEFT = "SELECT count(*) FROM email_inboundmail WHERE outcome = ''"
DONE = "SELECT count(*) FROM email_inboundmail WHERE outcome <> ''"
TICKET = "SELECT 1 FROM tickets_ticket WHERE subject = %s"


def on_one_core(messages: int) -> None:
    letters = Letters().some(messages)
    alone = parsed_alone(letters)
    with open_folder() as folder:
        os.environ |= MAIL
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
        (folder / "data").mkdir()
        postgres = prepare(folder / "data")
        try:
            took, work, outcomes = filed(letters, folder / "data")
        finally:
            postgres.stop()
    rate, work = messages / took, work / messages
    size = sum(map(len, letters)) / messages / 1024
    print(f"{messages:,} messages of {size:.0f} KB on average, one core: {outcomes}")
    print(f"parsed and ticketed: {rate:.0f} a second; {work * 1000:.1f} ms of work for each,")
    print(f"PostgreSQL's and the parser's too: {1 / work:.0f} a second on a core that is free")
    print(
        f"the standard library only parsing them: {1 / alone:.0f} a second, {work / alone:.1f} less"
    )


def parsed_alone(letters: list[bytes]) -> float:
    """Seconds for one message when its parts are only decoded."""
    began = time.process_time()
    for raw in letters:
        for part in message_from_bytes(raw, policy=policy.default).walk():
            if not part.is_multipart():
                part.get_content()
    return (time.process_time() - began) / len(letters)


def work_of(data_dir: Path) -> float:
    """Seconds of CPU of this process, the parser's and PostgreSQL's so far."""
    pid = int((data_dir / "postgres/postmaster.pid").read_text().split()[0])
    found = [psutil.Process(), psutil.Process(pid)]
    found += [each for one in found for each in one.children(recursive=True)]
    spent = [each.cpu_times() for each in {each.pid: each for each in found}.values()]
    return sum(each.user + each.system for each in spent)


def filed(letters: list[bytes], data_dir: Path) -> tuple[float, float, str]:
    """Seconds, those of work among them, and what became of all."""
    from django.core.management import call_command
    from django.db.models import Count

    from clew.channels.email.intake.processing import process_due
    from clew.channels.email.intake.storing import store
    from clew.channels.email.models import InboundMail
    from config.runtime import look_for_garbage_seldom

    call_command("migrate", verbosity=0, interactive=False)
    look_for_garbage_seldom()  # as in the server
    for raw in Letters(seed=1).some(40):  # the parser starts, statements are prepared
        store(raw, source="api", process=False)
    finish(process_due)
    for raw in letters:
        store(raw, source="api", process=False)
    began, worked = time.perf_counter(), work_of(data_dir)
    finish(process_due)
    took, work = time.perf_counter() - began, work_of(data_dir) - worked
    rows = InboundMail.objects.values_list("outcome").annotate(Count("pk")).order_by("outcome")
    return took, work, ", ".join(f"{count} {outcome}" for outcome, count in rows)


def finish(process_due) -> None:
    while process_due():
        pass


def beside_live_mail(backlog: int, every: float) -> None:
    for name in ("DATABASE_URL", "CLEW_DATA_DIR", "CLEW_SECRET_KEY"):
        os.environ.pop(name, None)
    os.sched_setaffinity(0, range(os.cpu_count() or 1))
    with dovecot() as imap, open_folder() as folder:
        letters = Letters(seed=3)
        for _ in range(backlog):
            imap.deliver("help", letters.next())
        server = Served(folder / "data", free_port(), dict(MAIL)).start(within=180)
        try:
            watch(server, imap, backlog, every)
        finally:
            server.stop(within=60)


def watch(server: Served, imap: Dovecot, backlog: int, every: float) -> None:
    token = server.token()
    began = time.monotonic()
    given = {"host": "127.0.0.1", "port": imap.port, "security": "plain", "user": "help",
             "password": PASSWORD, "imports_existing": True}  # fmt: skip
    headers = {"Authorization": f"Bearer {token}"}
    httpx.post(f"{server.url}/api/v1/mailboxes", json=given, headers=headers).raise_for_status()
    waits: list[float] = []
    stored_at = 0.0
    with psycopg.connect(url_of(server.data_dir), autocommit=True) as database:
        while not database.execute(DONE).fetchone()[0]:  # what comes from here on is live
            time.sleep(0.05)
        while True:
            next_at = time.monotonic() + every
            waits.append(live_mail(server, imap, f"Live {len(waits)}"))
            done = database.execute(DONE).fetchone()[0]
            if not stored_at and done + database.execute(LEFT).fetchone()[0] >= backlog:
                stored_at = time.monotonic() - began
            if done >= backlog + len(waits):
                break
            time.sleep(max(0.0, next_at - time.monotonic()))
    took = time.monotonic() - began
    print(
        f"{backlog:,} messages by IMAP: stored within {stored_at:.0f} s, all filed in {took:.0f} s,"
    )
    print(f"{backlog / took:.0f} a second with every reaction, client and servers on all cores")
    waits.sort()
    print(
        f"{len(waits)} live mails meanwhile, from arrival to ticket: median"
        f" {statistics.median(waits):.2f} s, worst {waits[-1]:.2f} s"
    )


def live_mail(server: Served, imap: Dovecot, subject: str) -> float:
    """Seconds until it is a ticket."""
    sender = f"live-{subject.rsplit(maxsplit=1)[-1]}@osprey.example"
    began = time.monotonic()
    imap.deliver("help", letter(subject, sender=sender))
    with psycopg.connect(url_of(server.data_dir), autocommit=True) as database:
        while database.execute(TICKET, [subject]).fetchone() is None:
            if time.monotonic() - began > 120:
                raise SystemExit(f"“{subject}” is no ticket after two minutes")
            time.sleep(0.02)
    return time.monotonic() - began


def url_of(data_dir: Path) -> str:
    from clew.core.engines.postgres import running_url

    url = running_url(data_dir)
    assert url
    return url


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--messages", type=int, default=1500)
    parser.add_argument("--backlog", type=int, default=10_000)
    parser.add_argument("--every", type=float, default=5.0)
    asked = parser.parse_args()
    if asked.messages:
        on_one_core(asked.messages)
    if asked.backlog:
        beside_live_mail(asked.backlog, asked.every)


if __name__ == "__main__":
    main()
