"""What must be true after a kill. Each proof says in words what is wrong; nothing is good."""

import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

import psutil

from bench.killing.world import COMPANIES, World

MARKS = """
SELECT (regexp_match(body, '[a-z][0-9a-f]{16}'))[1] AS mark, ticket.number, count(*)
FROM tickets_message AS message JOIN tickets_ticket AS ticket ON ticket.id = message.ticket_id
GROUP BY 1, 2
"""
MOVES = """
SELECT split_part(subject, '/', 2)::bigint, payload->>'after' FROM core_factrecord
WHERE name = 'tickets.StatusChanged' AND actor_kind = 'token' ORDER BY id
"""
OURS = "event IN ('kiln ping', '$identify')"
FEW = 3  # examples of each fault


def some(what: str, wrong: Any) -> list[str]:
    listed = list(wrong)
    return [f"{what}: {len(listed)}, such as {listed[:FEW]}"] if listed else []


def at_once(world: World) -> list[str]:
    """While the load goes on: acknowledged is stored, and nothing is there twice."""
    marks, mails = dict(world.told.marks), set(world.told.mails)
    moves = {number: list(done) for number, done in world.told.moves.items()}
    events = len(world.told.events)
    wrong = [*words(world, marks), *moved(world, moves), *processes(world)]
    wrong += some("mails that are gone", mails - kept_mails(world))
    stored, different = events_stored(world)
    waiting = world.rows("SELECT coalesce(sum(event_count), 0) FROM capture_log")[0][0]
    if stored != different:
        wrong.append(f"{stored - different} events are stored twice")
    if stored + waiting < events:
        again, _ = events_stored(world)  # a chunk may have gone from the log meanwhile
        if again + waiting < events:
            wrong.append(f"{events} events acknowledged, {again} stored and {waiting} waiting")
    return wrong


def events_stored(world: World) -> tuple[int, int]:
    row = world.sql(f"SELECT count(), uniqExact(uuid) FROM events WHERE {OURS}")[0]
    return int(row[0]), int(row[1])


def words(world: World, marks: dict[str, int]) -> list[str]:
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for mark, number, count in world.rows(MARKS):
        if mark:
            found[mark].append((number, count))
    lost = [mark for mark in marks if mark not in found]
    twice = [f"{mark} {where}" for mark, where in found.items() if sum(n for _, n in where) > 1]
    astray = [m for m, number in marks.items() if m in found and found[m][0][0] != number]
    return [
        *some("messages lost", lost),
        *some("messages twice", twice),
        *some("messages on another ticket", astray),
    ]


def kept_mails(world: World) -> set[str]:
    """Stored, read or not."""
    return {mark_of(row[0]) for row in world.rows("SELECT envelope_from FROM email_inboundmail")}


def mark_of(address: str) -> str:
    return str(address).partition("@")[0]


def moved(world: World, told: dict[int, list[str]], *, exactly: bool = False) -> list[str]:
    stored: dict[int, list[str]] = defaultdict(list)
    for number, after in world.rows(MOVES):
        stored[number].append(after)
    now = dict(world.rows("SELECT number, status FROM tickets_ticket"))
    wrong = []
    for number, done in told.items():
        there = stored[number]
        beyond = len(there) - len(done)
        if there[: len(done)] != done or beyond > (0 if exactly else 1):
            wrong.append(f"#{number}: told {done}, stored {there}")
        elif exactly and there and now.get(number) != there[-1]:
            wrong.append(f"#{number}: moved to {there[-1]}, is {now.get(number)}")
    return some("status changes", wrong)


def processes(world: World) -> list[str]:
    """One Clew and one PostgreSQL on the data directory, and nothing else that works there."""
    where, ours, postmasters = str(world.server.data_dir), [], []
    for process in psutil.process_iter():
        try:
            line = process.cmdline()
        except psutil.Error:
            continue
        if "postgres" in (line or [""])[0] and f"{where}/postgres" in line and "-D" in line:
            postmasters.append(process.pid)
        elif "initdb" in " ".join(line[:1]) and where in " ".join(line):
            ours.append(process.pid)
    wrong = [] if len(postmasters) == 1 else [f"PostgreSQL runs {len(postmasters)} times"]
    return wrong + some("processes left behind", ours)


def quiet(world: World, within: float = 180) -> list[str]:
    """Wait until nothing that is due is left to do."""
    until = time.monotonic() + within
    while left := {what: n for what, n in waiting(world) if n}:
        if time.monotonic() > until:
            return [f"still waiting after {within:.0f} s: {left}"]
        time.sleep(0.3)
    return []


WAITING = {
    "capture log": "SELECT count(*) FROM capture_log",
    "rows to copy": "SELECT count(*) FROM analytics_changed",
    "jobs": "SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing' OR (status = 'todo'"
    " AND attempts > 0) OR (status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now()))",
    "facts": "SELECT count(*) FROM core_waitingfact",
    "replies": "SELECT count(*) FROM tickets_delivery WHERE state IN ('waiting', 'failed')",
    "webhooks": "SELECT count(*) FROM webhooks_webhookdelivery"
    " WHERE state IN ('waiting', 'failed')",
    "mails": "SELECT count(*) FROM email_inboundmail WHERE outcome = ''",
    "bulk jobs": "SELECT count(*) FROM tickets_bulkjob WHERE state IN ('waiting', 'working')",
}


def waiting(world: World) -> Iterator[tuple[str, int]]:
    for what, sql in WAITING.items():
        yield what, int(world.rows(sql)[0][0])


def in_full(world: World) -> list[str]:
    """With all callers answered and all work done."""
    told = world.told
    return [
        *words(world, told.marks),
        *moved(world, told.moves, exactly=True),
        *processes(world),
        *events_exactly(world),
        *persons_exactly(world),
        *counts(world),
        *facts_told(world),
        *outbox(world),
        *hooks(world),
        *mails_filed(world),
        *bulk(world),
        *searched(world),
        *locks(world),
        *told.odd,
    ]


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


def outbox(world: World) -> list[str]:
    """Each reply is one mail, however often it was sent."""
    mails: dict[str, set[str]] = defaultdict(set)
    for mail in list(world.smtp.mails):
        part = mail.get_body(("plain",))
        mails[str(mail["Message-ID"])].add(part.get_content() if part else "")
    sent = Counter(
        mark
        for texts in mails.values()
        for mark in {m for text in texts for m in world.told.replies if m in new_words(text)}
    )
    deliveries = world.rows(
        "SELECT (regexp_match(body, 'r[0-9a-f]{16}'))[1], count(*), count(DISTINCT stable_id)"
        " FROM tickets_delivery AS delivery JOIN tickets_message AS message"
        " ON message.id = delivery.message_id WHERE body ~ 'r[0-9a-f]{16}'"
        " GROUP BY 1 HAVING count(*) <> 1"
    )
    return [
        *some("replies not sent", [m for m in world.told.replies if not sent[m]]),
        *some("replies sent as several mails", [m for m, n in sent.items() if n > 1]),
        *some("mails with two texts", [i for i, texts in mails.items() if len(texts) > 1]),
        *some("replies queued not once", deliveries),
        *some("deliveries given up", world.rows(
            "SELECT error FROM tickets_delivery WHERE state IN ('dead', 'bounced')")),
    ]  # fmt: skip


def new_words(text: str) -> str:
    """Without what is quoted of earlier messages."""
    return text[:120]


def hooks(world: World) -> list[str]:
    rows = world.rows(
        "SELECT 'msg_' || replace(stable_id::text, '-', ''), key, state"
        " FROM webhooks_webhookdelivery"
    )
    ids = {row[0] for row in rows}
    facts = world.rows(
        "SELECT uuid::text FROM core_factrecord WHERE name IN ('tickets.TicketOpened',"
        " 'tickets.MessagePosted', 'tickets.StatusChanged') AND recorded_at >"
        " (SELECT min(created_at) FROM webhooks_endpoint)"
    )
    came = dict(world.hooks.came)
    return [
        *some("facts without a webhook", {row[0] for row in facts} - {row[1] for row in rows}),
        *some("webhooks that did not come", ids - came.keys()),
        *some("webhooks of nothing", came.keys() - ids),
        *some("webhooks with two texts", [i for i, each in came.items() if len(set(each)) > 1]),
    ]


def mails_filed(world: World) -> list[str]:
    rows = world.rows("SELECT envelope_from, outcome, reason FROM email_inboundmail")
    outcomes: dict[str, Counter[str]] = defaultdict(Counter)
    for sender, outcome, _ in rows:
        outcomes[mark_of(sender)][outcome] += 1
    bad = [f"{m} {dict(outcomes[m])}" for m in world.told.mails if outcomes[m]["ticket"] != 1]
    others = [row for row in rows if row[1] not in {"ticket", "duplicate"}]
    texts = Counter(row[0] for row in world.rows(MARKS) if row[0])
    return [
        *some("mails not filed once", bad),
        *some("mails with another end", others),
        *some("mails without their words", [m for m in world.told.mails if texts[m] != 1]),
    ]


def bulk(world: World) -> list[str]:
    """Each ticket of each job has one entry in its history."""
    added: dict[str, Counter[int]] = defaultdict(Counter)
    for number, tags in world.rows(
        "SELECT split_part(subject, '/', 2)::bigint, payload->'added' FROM core_factrecord"
        " WHERE name = 'tickets.TagsChanged' AND jsonb_array_length(payload->'added') > 0"
    ):
        for tag in tags:
            added[tag][number] += 1
    wrong = [tag for tag, ns in world.told.bulks.items() if added[tag] != Counter(ns)]
    odd = "SELECT id::text, total, done, failed FROM tickets_bulkjob WHERE done <> total"
    return [*some("bulk jobs not once on each ticket", wrong), *some("jobs", world.rows(odd))]


def searched(world: World) -> list[str]:
    """The newest of each kind are found by their words."""
    told = world.told
    newest = [*list(told.tickets.items())[-8:], *list(told.replies.items())[-8:]]
    newest += list(told.words.items())[-8:]
    lost = []
    for mark, number in newest:
        found = world.get("/search", q=mark)["items"]
        if [each["number"] for each in found] != [number]:
            lost.append(f"{mark} of #{number}: {[each['number'] for each in found]}")
    return some("not found", lost)


def locks(world: World) -> list[str]:
    """Nothing of the dead still holds anything."""
    assert world.server.process is not None
    since = psutil.Process(world.server.process.pid).create_time() - 1
    old = world.rows(
        "SELECT pid, state, left(query, 80) FROM pg_stat_activity WHERE datname = 'clew'"
        " AND pid <> pg_backend_pid() AND extract(epoch FROM backend_start) < %s", since
    )  # fmt: skip
    held = world.rows("SELECT pid FROM pg_prepared_xacts AS x, pg_locks LIMIT 1")
    return [*some("connections of the dead", old), *some("prepared transactions", held)]
