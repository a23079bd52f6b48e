"""The same tickets for every product: seeded, with nothing but the standard library.

About 12% are open or pending, 3.0 messages each on average (1 to 6, about 520 characters), 5,000
customers with a skewed share of them. Planted for the search: "zirconium" in one ticket of 1,000,
"chargeback" in one of 50.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from bench.peers.corpus_words import (
    AGENT_SAYS,
    CITIES,
    CUSTOMER_SAYS,
    DAYS,
    FIRST,
    LAST,
    PRODUCTS,
    SUBJECTS,
)

CUSTOMERS, AGENTS = 5000, 10
QUEUES = ["Billing", "Technical", "Shipping", "Account", "General"]
NOW = 1_790_000_000  # the last moment of the corpus; loaders of products with a clock move it
YEAR = 365 * 86_400
RARE, MEDIUM = "zirconium", "chargeback"
RARE_EVERY, MEDIUM_EVERY = 1000, 50
ACCOUNTS = 400


@dataclass(frozen=True)
class Said:
    by_customer: bool
    body: str
    at: int


@dataclass(frozen=True)
class Ticket:
    number: int
    subject: str
    customer: int
    agent: int
    status: str  # open, pending, resolved, closed
    priority: int  # 0 low … 3 urgent
    queue: int
    created: int
    updated: int
    messages: list[Said]


def customer(which: int) -> tuple[str, str]:
    """Name and email."""
    first, last = FIRST[which % len(FIRST)], LAST[which // len(FIRST) % len(LAST)]
    address = f"{first}.{last}.{which}@customer{which % ACCOUNTS}.example"
    return f"{first} {last}", address.lower()


def body(chance: random.Random, *, by_customer: bool, name: str = "The Support Team") -> str:
    pool = CUSTOMER_SAYS if by_customer else AGENT_SAYS
    said = [_filled(chance, each) for each in chance.sample(pool, chance.randint(4, 8))]
    if chance.random() < 0.04:
        said.append("Please see also the earlier invoice for details.")
    half = max(1, len(said) // 2)
    parts = ["Hello,", " ".join(said[:half]), " ".join(said[half:]), f"Kind regards,\n{name}"]
    return "\n\n".join(parts)


def tickets(count: int, *, seed: int = 1, now: int = NOW) -> Iterator[Ticket]:
    chance = random.Random(seed)
    for number in range(1, count + 1):
        created = now - YEAR + YEAR * number // count + chance.randint(0, 60)
        by = min(int(chance.paretovariate(1.2) * 40) + chance.randint(0, 3000), CUSTOMERS - 1)
        messages = _conversation(chance, number, created, customer(by)[0])
        is_waiting = chance.random() < 0.12
        statuses = ["open", "open", "open", "pending"] if is_waiting else ["resolved", "closed"]
        yield Ticket(
            number=number,
            status=chance.choice(statuses),
            subject=_filled(chance, chance.choice(SUBJECTS)),
            customer=by,
            agent=chance.randrange(AGENTS),
            priority=chance.choices([0, 1, 2, 3], [20, 55, 20, 5])[0],
            queue=chance.randrange(len(QUEUES)),
            created=created,
            updated=messages[-1].at,
            messages=messages,
        )


def _conversation(chance: random.Random, number: int, at: int, name: str) -> list[Said]:
    said = []
    for place in range(chance.choices([1, 2, 3, 4, 5, 6], [15, 25, 28, 16, 10, 6])[0]):
        by_customer = place % 2 == 0
        who = name if by_customer else "The Support Team"
        said.append(Said(by_customer, body(chance, by_customer=by_customer, name=who), at))
        at += chance.randint(300, 86_400)
    if number % RARE_EVERY == 7:
        said[0] = _adding(said[0], f"The casing is made of {RARE}.")
    if number % MEDIUM_EVERY == 3:
        said[-1] = _adding(said[-1], f"The bank has opened a {MEDIUM}.")
    return said


def _adding(said: Said, words: str) -> Said:
    return Said(said.by_customer, f"{said.body}\n\n{words}", said.at)


def _filled(chance: random.Random, sentence: str) -> str:
    return sentence.format(
        p=chance.choice(PRODUCTS),
        p2=chance.choice(PRODUCTS),
        day=chance.choice(DAYS),
        n=chance.randint(2, 30),
        num=chance.randint(100_000, 999_999),
        ver=f"{chance.randint(1, 9)}.{chance.randint(0, 20)}",
        err=f"E{chance.randint(100, 999)}",
        city=chance.choice(CITIES),
        serial=f"SN{chance.randint(10**7, 10**8 - 1)}",
    )


def visited(call: int, count: int) -> int:
    """The number of the ticket that this call is about: another for each call, all over."""
    return (call * 7919 + 13) % count + 1


def with_rare(count: int) -> int:
    """How many of the first ``count`` tickets hold the rare word."""
    return sum(1 for number in range(1, count + 1) if number % RARE_EVERY == 7)


def with_medium(count: int) -> int:
    return sum(1 for number in range(1, count + 1) if number % MEDIUM_EVERY == 3)
