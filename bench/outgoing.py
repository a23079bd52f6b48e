"""Mail that goes out: replies a second that one process sends, on one core.

    python -m bench.outgoing [--mails 1000]

Answers tickets of customers at many domains, then lets the outbox send all that waits to a real
SMTP server, which has a core of its own. Work is the CPU time of this process and PostgreSQL.
"""

import argparse
import multiprocessing
import os
import time
from multiprocessing.connection import Connection
from pathlib import Path

from bench.email import work_of
from bench.pages import prepare
from tests.mail_server import mail_server
from tests.serving import open_folder

DOMAINS = 50
WARM_UPS = 60  # statements are prepared, templates compiled
FORKING = multiprocessing.get_context("spawn")


def serve(ours: Connection) -> None:
    """In a process of its own: its address, and whenever asked how many different mails came."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    with mail_server() as server:
        ours.send(server.url)
        while ours.recv():
            ours.send((len(server.mails), len({mail["Message-ID"] for mail in server.mails})))


def answered(count: int) -> None:
    from clew.core.actors import SYSTEM
    from clew.people.actions import find_or_create_requester
    from clew.people.models import Environment, Staff
    from clew.tickets import actions

    environment = Environment.objects.get(is_default=True)
    maya, _ = Staff.objects.get_or_create(email="maya@kiln.example", name="Maya Lindholm")
    for number in range(count):
        address = f"customer{number}@heron{number % DOMAINS}.example"
        person = find_or_create_requester(environment=environment, email=address)
        ticket = actions.open_ticket(
            environment=environment,
            subject=f"Export {number} stops",
            body="Since this morning, half way.\n\nWith every browser we have.",
            requester=person,
            channel="email",
            by=SYSTEM,
        )
        body = "It is **mended**, and was our fault.\n\nTell us should it come back."
        actions.reply(ticket=ticket, staff=maya, body=body)


def sent(mails: int, data_dir: Path) -> tuple[float, float]:
    """Seconds, and those of work among them."""
    from django.core.management import call_command

    from clew.tickets.deliveries import send_due
    from config.runtime import look_for_garbage_seldom

    call_command("migrate", verbosity=0, interactive=False)
    look_for_garbage_seldom()  # as in the server
    answered(WARM_UPS)
    while send_due():
        pass
    answered(mails)
    began, worked = time.perf_counter(), work_of(data_dir)
    while send_due():
        pass
    return time.perf_counter() - began, work_of(data_dir) - worked


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--mails", type=int, default=1000)
    mails = asked.parse_args().mails
    theirs, ours = FORKING.Pipe()
    server = FORKING.Process(target=serve, args=(ours,), daemon=True)
    server.start()
    os.environ |= {"EMAIL_URL": theirs.recv(), "CLEW_MAIL_FROM": "Help <help@kiln.example>"}
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    with open_folder() as folder:
        (folder / "data").mkdir()
        postgres = prepare(folder / "data")
        try:
            took, work = sent(mails, folder / "data")
        finally:
            postgres.stop()
    theirs.send("count")
    came, different = theirs.recv()
    theirs.send("")
    server.join()
    print(f"{mails:,} replies sent on one core: {came - WARM_UPS:,} came, {different - WARM_UPS:,}")
    print(
        f"different ones; {mails / took:.0f} a second, {1000 * work / mails:.1f} ms of work each,"
    )
    print(f"PostgreSQL's too: {mails / work:.0f} a second on a core that is free")


if __name__ == "__main__":
    main()
