"""The event store: events, persons, what is counted of them, and Clew's own facts."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from bench.killing.faults import some
from bench.killing.world import COMPANIES, World

OURS = "event IN ('kiln ping', '$identify')"


def events_stored(world: World) -> tuple[int, int]:
    row = world.sql(f"SELECT count(), uniqExact(uuid) FROM events WHERE {OURS}")[0]
    return int(row[0]), int(row[1])


def pages(world: World, columns: str, where: str) -> Iterator[list[Any]]:
    """Of events, by uuid."""
    after = "00000000-0000-0000-0000-000000000000"
    while True:
        rows = world.sql(
            f"SELECT toString(uuid) AS id, {columns} FROM events WHERE {where}"
            f" AND toString(uuid) > '{after}' ORDER BY id LIMIT 20000"
        )
        yield from rows
        if not rows:
            return
        after = rows[-1][0]


def events_exactly(world: World) -> list[str]:
    found: dict[str, list[str]] = {}
    twice = []
    for uuid, who, company, name in pages(world, "distinct_id, `$group_0`, event", OURS):
        if uuid in found:
            twice.append(uuid)
        found[uuid] = [who, company, name]
    told = {uuid: list(each) for uuid, each in world.told.events.items()}
    return [
        *some("events lost", told.keys() - found.keys()),
        *some("events nobody was told of", found.keys() - told.keys()),
        *some("events twice", twice),
        *some("events changed", [u for u in told if u in found and found[u] != told[u]]),
        *some("events refused", world.rows("SELECT reason FROM events_quarantinedevent")),
    ]


def persons_exactly(world: World) -> list[str]:
    """PostgreSQL, its copy for SQL and the events agree on who is who."""
    known = dict(world.rows("SELECT distinct_id, person_id::text FROM people_distinctid"))
    copied = {str(a): str(b) for a, b in paged_ids(world)}
    seen = {str(r[0]): str(r[1]) for r in paged_ids(world, "events", f" AND {OURS}")}
    merged = world.told.merged.items()
    whose = [who for who, person in seen.items() if known.get(who) != person]
    return [
        *some("copies of ids", known.items() ^ copied.items()),
        *some("events of somebody else", whose),
        *some("not merged", [a for a, b in merged if known.get(a) != known.get(b)]),
    ]


def paged_ids(world: World, table: str = "person_distinct_ids", also: str = "") -> Iterator[Any]:
    after = ""
    while True:
        rows = world.sql(
            f"SELECT DISTINCT distinct_id, toString(person_id) FROM {table}"
            f" WHERE distinct_id > '{after}'{also} ORDER BY distinct_id LIMIT 20000"
        )
        yield from rows
        if not rows:
            return
        after = rows[-1][0]


def counts(world: World) -> list[str]:
    """Usage metrics and the copy of tickets say what was told."""
    wrong = []
    pings = Counter(c for _, c, name in world.told.events.values() if name == "kiln ping")
    for company in (f"company-{n}" for n in range(COMPANIES)):
        if not pings[company]:
            continue
        usage = world.get("/customers/group/usage", type="company", key=company)["items"]
        value = next(each["value"] for each in usage if each["metric"] == "pings")
        if value != pings[company]:
            wrong.append(f"{company}: {value} pings counted, {pings[company]} sent")
    ours = "SELECT number, subject, status, priority, message_count FROM tickets_ticket"
    tickets = {row[0]: list(row[1:]) for row in world.rows(ours)}
    theirs = "SELECT number, subject, status, priority, message_count FROM tickets"
    copied = {row[0]: list(row[1:]) for row in world.sql(f"{theirs} ORDER BY number LIMIT 50000")}
    differing = {n for n in tickets.keys() | copied.keys() if tickets.get(n) != copied.get(n)}
    recounted = dict(
        world.rows(
            "SELECT ticket.number, count(message.id) FROM tickets_ticket AS ticket"
            " LEFT JOIN tickets_message AS message ON message.ticket_id = ticket.id"
            " GROUP BY ticket.number"
        )
    )
    off = [number for number, row in tickets.items() if row[-1] != recounted[number]]
    return [
        *some("metrics", wrong),
        *some("copies of tickets", differing),
        *some("message counts", off),
    ]


def facts_told(world: World) -> list[str]:
    """Every fact's reactions ran: none waits or gave up, and each is one event."""
    facts = {row[0] for row in world.rows("SELECT uuid::text FROM core_factrecord")}
    uuids = Counter(row[0] for row in pages(world, "event", "lib = 'clew'"))
    dead = world.rows("SELECT task_name, args FROM procrastinate_jobs WHERE status = 'failed'")
    return [
        *some("jobs that gave up", dead),
        *some("facts without their event", facts - uuids.keys()),
        *some("events without their fact", uuids.keys() - facts),
        *some("facts told twice", [uuid for uuid, n in uuids.items() if n > 1]),
        *some(
            "tickets opened not once",
            world.rows(
                "SELECT ticket.number, count(fact.id) FROM tickets_ticket AS ticket"
                " LEFT JOIN core_factrecord AS fact ON fact.name = 'tickets.TicketOpened'"
                " AND fact.subject = 'ticket/' || ticket.number"
                " GROUP BY 1 HAVING count(fact.id) <> 1"
            ),
        ),
    ]
