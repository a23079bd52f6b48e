"""Search over HTTP with one client, at 100,000 tickets and 300,000 messages.

    python -m bench.searching [--tickets 100000] [--rounds 100] [--keep DIRECTORY]

Words are drawn as people use them: a few are in every third message, most are rare. Starts
``clew up`` as bench.workspace does and asks what the palette asks, each round for another word.
Prints milliseconds (median and 95th percentile) and the ratio to the peer that was fastest at such
a search (578 ms for a rare word, 811 ms for one in 2% of the messages, at the same size).
"""

import argparse
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any

import httpx

PEOPLE = 10_000
COMMON = {"export": 0.2, "error": 0.3, "webhook": 0.05, "timeout": 0.02, "invoice": 0.01}
FIRST = ["Ada", "Bo", "Cleo", "Dina", "Emil", "Fatou", "Gus", "Hana", "Inga", "Jonas", "Kaya"]
LAST = ["Quist", "Berg", "Dahl", "Evers", "Fonseca", "Grau", "Holm", "Ibarra", "Juhl", "Kranz"]
WAITING = {0: "new", 1: "open", 2: "pending"}  # of 25
RARE_PEER, COMMON_PEER = 578, 811  # ms


class Language:
    """Some 12,000 words; the n-th is n times rarer than the first."""

    def __init__(self, seed: int = 11) -> None:
        self.random = random.Random(seed)
        onsets, vowels, ends = "bdfgklmnprstvz", "aeiou", "nrstlmk"
        syllables = [a + b + c for a in onsets for b in vowels for c in ends]
        self.words = list(dict.fromkeys(
            "".join(self.random.choices(syllables, k=2)) for _ in range(12_000)
        ))  # fmt: skip
        self._weights = list(accumulate(1 / (place + 8) for place in range(len(self.words))))

    def said(self, length: int) -> str:
        words = self.random.choices(self.words, cum_weights=self._weights, k=length)
        words += [word for word, share in COMMON.items() if self.random.random() < share]
        self.random.shuffle(words)
        return " ".join(words)

    def rare(self, which: int) -> str:
        return self.words[3000 + which % (len(self.words) - 3000)]


def ticket_rows(language: Language, environment: int, first: int, last: int) -> Iterator[tuple]:
    """The last one was opened now, each before it six minutes earlier; an eighth still wait."""
    now = datetime.now(UTC)
    for number in range(first, last + 1):
        created = now - timedelta(minutes=6 * (last - number))
        over = "solved" if now - created < timedelta(days=15) else "closed"
        status = WAITING.get(number % 25, over)
        solved = created + timedelta(hours=2) if status == over else None
        person = f"person-{number * 7 % PEOPLE}"
        yield (
            *(number, environment, language.said(5).capitalize(), status, person),
            *(created, created + timedelta(hours=1), solved),
        )


TICKETS = """
INSERT INTO tickets_ticket (number, environment_id, subject, status, severity, priority, kind,
    area, channel, requester_id, account_id, reply_address, verified, tags, context, snippet,
    last_message_by, message_count, created_at, updated_at, solved_at)
SELECT s.number, s.environment, s.subject, s.status, 'medium', 'normal', 'support', 'exports',
       'api', md5(s.person)::uuid, g.id, '', false, ARRAY['t' || s.number % 50], '{}', '',
       'customer', 3, s.created, s.updated, s.solved
FROM said AS s
LEFT JOIN people_group AS g ON g.key = 'c' || substr(s.person, 8)::int / 10
"""
MESSAGES = """
INSERT INTO tickets_message (ticket_id, public, author_kind, author_name, body, body_html,
                             channel, created_at)
SELECT t.id, s.place < 3, CASE s.place WHEN 1 THEN 'customer' ELSE 'staff' END, 'Somebody', s.body,
       '', 'api', t.created_at + s.place * interval '1 hour'
FROM spoken AS s JOIN tickets_ticket AS t ON t.number = s.number
ORDER BY t.number, s.place
"""


def fill(environment: int, _account_type: int, first: int, last: int, language: Language) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE IF NOT EXISTS said (number bigint, environment int, subject text,"
            " status text, person text, created timestamptz, updated timestamptz,"
            " solved timestamptz);"
            "CREATE TEMP TABLE IF NOT EXISTS spoken (number bigint, place int, body text);"
            "TRUNCATE said, spoken"
        )
        with cursor.copy("COPY said FROM STDIN") as copy:
            for row in ticket_rows(language, environment, first, last):
                copy.write_row(row)
        with cursor.copy("COPY spoken FROM STDIN") as copy:
            for number in range(first, last + 1):
                for place in (1, 2, 3):
                    copy.write_row((number, place, language.said(language.random.randint(15, 70))))
        cursor.execute(TICKETS)
        cursor.execute(MESSAGES)


def name_people() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE people_person SET name = (%(first)s::text[])[1 + abs(hashtext(id::text)) %% 11]"
            " || ' ' || (%(last)s::text[])[1 + abs(hashtext(id::text || 'x')) %% 10]",
            {"first": FIRST, "last": LAST},
        )


def questions(language: Language, tickets: int) -> dict[str, tuple[Callable[[int], str], int]]:
    """What is asked in each round, and the peer it is compared with."""
    common = list(COMMON)

    def two(n: int) -> str:
        return f"{common[n % 5]} {language.words[40 + n]}"

    return {
        "a rare word": (language.rare, RARE_PEER),
        "a word in 2% of messages": (lambda _: "timeout", COMMON_PEER),
        "a word in 20% to 30%": (lambda n: common[n % 2], COMMON_PEER),
        "two words": (two, COMMON_PEER),
        "a word being typed": (lambda n: language.rare(n)[:4], RARE_PEER),
        "a word and operators": (
            lambda n: f"{common[n % 5]} status:open tag:t{n % 50}",
            COMMON_PEER,
        ),
        "operators": (lambda n: f"is:unassigned tag:t{n % 50} created>90d", RARE_PEER),
        "a name and a word": (lambda n: f"{LAST[n % 10]} {common[n % 5]}", COMMON_PEER),
        "a number": (lambda n: f"{1 + n * 991 % tickets}", RARE_PEER),
    }


def searches(client: httpx.Client, tickets: int, rounds: int) -> None:
    from bench.workspace import measured

    def get(path: str, **asked: Any) -> None:
        answer = client.get(path, params=asked)
        assert answer.status_code == 200, f"{path} {asked}: {answer.status_code}"

    def report(name: str, path: str, question: Callable[[int], str], peer: int) -> None:
        median, slow = measured(lambda n: get(path, q=question(n)), rounds)
        print(f"{name:40}{median:>9.1f}{slow:>9.1f}{median / peer:>8.2f}×", flush=True)

    print(f"{'':40}{'p50 ms':>9}{'p95 ms':>9}{'of peer':>9}")
    for name, (question, peer) in questions(Language(), tickets).items():
        report(f"palette, {name}", "/search/palette", question, peer)
    report("search page, a rare word", "/search", Language().rare, RARE_PEER)
    chosen = random.Random(5)
    numbers = [chosen.randint(1, tickets) for _ in range(rounds)]
    median, slow = measured(lambda n: get(f"/tickets/{numbers[n]}/similar"), rounds)
    print(f"{'similar tickets':40}{median:>9.1f}{slow:>9.1f}", flush=True)


def main() -> None:
    from bench import workspace
    from bench.keeping import filled_once
    from tests.serving import Served, free_port, open_folder

    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--tickets", type=int, default=100_000)
    asked.add_argument("--rounds", type=int, default=100)
    asked.add_argument("--keep", type=Path)
    given = asked.parse_args()
    with open_folder() as folder:
        data = given.keep or folder / "data"
        filled_once(data, lambda empty: workspace.fill(empty, given.tickets))
        server = Served(data, free_port())
        server.start()
        try:
            searches(workspace.signed_in(server), given.tickets, given.rounds)
        finally:
            server.stop()


if __name__ == "__main__":
    main()
