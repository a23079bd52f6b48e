"""The workspace over HTTP with one client, at 100,000 tickets and 300,000 messages.

    python -m bench.workspace [--tickets 100000] [--rounds 200] [--keep DIRECTORY]

Fills a data directory, starts ``clew up`` on it and signs in as the owner, then asks for pages
as a browser does: each round another ticket. Prints milliseconds (median and 95th percentile) and
the ratio to the peer of that operation (the best median of three peers measured once on a machine
of this kind), a bulk change of 10,000 tickets with the queue asked for meanwhile, and the bytes a
browser transfers for a ticket: on the first visit and on each one after. ``--keep`` fills the
directory only once.
"""

import argparse
import json
import random
import re
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import httpx
from playwright.sync_api import BrowserContext, sync_playwright

from bench.keeping import filled_once
from bench.pages import prepare
from bench.searching import PEOPLE, Language, name_people
from bench.searching import fill as fill_tickets
from conftest import CHROMIUM
from tests.serving import Served, free_port, open_folder

PEERS = {"queue, first page": 74, "ticket page": 38}  # ms, the best of three
TEAMS = ["Delivery", "Billing", "Platform", "Integrations"]
RUNNING = "</span> of <span"  # how far the job is
PASSWORD = "forty-two grey herons"


def fill(data_dir: Path, tickets: int, more: Callable[[], None] | None = None) -> None:
    """Tickets as people write them, and an owner who can sign in; ``more`` may add to it."""
    postgres = prepare(data_dir)
    from django.core.management import call_command

    from bench.filling import fill_people
    from clew.people.models import Environment, GroupType
    from clew.people.staff_actions import create_owner

    call_command("migrate", verbosity=0, interactive=False)
    environment = Environment.objects.get(is_default=True)
    kind = GroupType.objects.create(
        environment=environment, name="organization", index=0, is_account=True
    )
    create_owner(name="Bench", email="bench@clew.example", password=PASSWORD)
    fill_people(environment.pk, kind.pk, 0, PEOPLE - 1)
    name_people()
    fill_tickets(environment.pk, kind.pk, 1, tickets, Language())
    if more is not None:
        more()
    vacuum()
    postgres.stop()


def vacuum() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT setval('tickets_number', (SELECT max(number) FROM tickets_ticket))")
        cursor.execute("VACUUM ANALYZE")
    connection.close()


def signed_in(server: Served) -> httpx.Client:
    client = httpx.Client(base_url=server.url, follow_redirects=True, timeout=60)
    link = re.search(r"http\S+/welcome/\S+", server.clew("link"))
    assert link
    page = client.get(link.group())
    answer = client.post(str(page.url), data={"csrfmiddlewaretoken": token(page.text)})
    assert answer.status_code == 200, answer.status_code
    return client


def token(page: str) -> str:
    found = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page)
    return found.group(1) if found else ""


def measured(ask: Callable[[int], object], rounds: int) -> tuple[float, float]:
    for number in range(10):
        ask(number)
    took = []
    for number in range(rounds):
        began = time.perf_counter()
        ask(number)
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took), statistics.quantiles(took, n=20)[-1]


def report(name: str, median: float, slow: float) -> None:
    peer = f"{median / PEERS[name]:>8.2f}×" if name in PEERS else ""
    print(f"{name:40}{median:>9.1f}{slow:>9.1f}{peer}", flush=True)


def pages(client: httpx.Client, tickets: int, rounds: int) -> None:
    chosen = random.Random(3)
    numbers = [chosen.randint(1, tickets) for _ in range(rounds)]

    def get(path: str, **headers: str) -> None:
        answer = client.get(path, headers=headers)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"

    print(f"{'':40}{'p50 ms':>9}{'p95 ms':>9}{'of peer':>9}")
    report("queue, first page", *measured(lambda _: get("/inbox/open"), rounds))
    report("ticket page", *measured(lambda n: get(f"/tickets/{numbers[n]}"), rounds))
    boosted = {"HX-Request": "true"}
    report("view counts", *measured(lambda _: get("/rail/counts", **boosted), rounds))
    words = Language()
    found = {
        "search, a rare word": words.rare,
        "search, a word in a third": lambda _: "error",
        "search, two words": lambda n: f"timeout {words.words[40 + n]}",
        "search, is:open and a word": lambda n: f"is:open {words.words[20 + n]}",
    }
    for name, asked in found.items():
        report(
            name, *measured(lambda n, asked=asked: get(f"/search?q={asked(n)}", **boosted), rounds)
        )


def bulk(client: httpx.Client) -> None:
    """Severity of every open ticket, with somebody reading the queue meanwhile."""
    page = client.get("/inbox/open")
    headers = {"X-CSRFToken": token(page.text), "HX-Request": "true", "Referer": str(page.url)}
    asked = {"field": "severity", "value": "high", "view": "open", "all": "1"}
    began = time.perf_counter()
    answer = client.post("/tickets/bulk", data=asked, headers=headers)
    job = json.loads(answer.headers["X-Clew-Toast"])["job"]
    took: list[float] = []
    shown = "not yet"
    while "bulkjob__count" not in shown or RUNNING in shown:
        asked_at = time.perf_counter()
        client.get("/inbox/open")
        took.append((time.perf_counter() - asked_at) * 1000)
        shown = client.get(f"/bulk/{job}").text
        time.sleep(0.1)
    seconds = time.perf_counter() - began
    outcome = re.search(r'bulkjob__count"[^>]*>([^<]*)', shown)
    print(f"bulk: {outcome.group(1) if outcome else '?':40}{seconds:>5.1f} s")
    report("queue meanwhile", statistics.median(took), max(took))


def weight(server: Served, client: httpx.Client) -> None:
    """Bytes on the wire, compressed, as Chromium counts them."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        context = browser.new_context()
        cookies = [
            {"name": c.name, "value": str(c.value), "url": server.url} for c in client.cookies.jar
        ]
        context.add_cookies(cookies)
        first = transferred(context, f"{server.url}/tickets/17")
        again = transferred(context, f"{server.url}/tickets/27")
        browser.close()
    print(f"ticket, first visit{first / 1024:>31.1f} KB")
    print(f"ticket, each one after{again / 1024:>28.1f} KB")


def transferred(context: BrowserContext, url: str) -> float:
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    sizes: list[float] = []
    devtools.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(url)
    page.wait_for_timeout(2500)
    page.close()
    return sum(sizes)


UNSEEN = (
    "from clew.tickets.models import Ticket; from clew.routing.models import Standing; "
    "from procrastinate.contrib.django.models import ProcrastinateJob as Job; "
    "seen = Standing.objects.values('pk'); jobs = Job.objects.filter(status__in=['todo', 'doing']);"
    " print(Ticket.objects.unsolved().exclude(pk__in=seen).count() + jobs.count())"
)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--tickets", type=int, default=100_000)
    asked.add_argument("--rounds", type=int, default=200)
    asked.add_argument("--keep", type=Path)
    given = asked.parse_args()
    with open_folder() as folder:
        data = given.keep or folder / "data"
        filled_once(data, lambda empty: fill(empty, given.tickets))
        server = Served(data, free_port())
        server.start()
        try:
            while int(server.python(UNSEEN)):  # new to routing: their targets are derived once
                server.clew("tick")
            client = signed_in(server)
            pages(client, given.tickets, given.rounds)
            weight(server, client)
            bulk(client)
        finally:
            server.stop()


if __name__ == "__main__":
    main()
