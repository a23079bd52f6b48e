"""Every message, move and bulk change that was acknowledged is there once."""

from collections import Counter, defaultdict

from bench.killing.faults import some
from bench.killing.world import World

MARKS = """
SELECT (regexp_match(body, '[a-z][0-9a-f]{16}'))[1] AS mark, ticket.number, count(*)
FROM tickets_message AS message JOIN tickets_ticket AS ticket ON ticket.id = message.ticket_id
GROUP BY 1, 2
"""
MOVES = """
SELECT split_part(subject, '/', 2)::bigint, payload->>'after' FROM core_factrecord
WHERE name = 'tickets.StatusChanged' AND actor_kind = 'token' ORDER BY id
"""


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
