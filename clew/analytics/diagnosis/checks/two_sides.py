"""Front-end and back-end ids that never meet."""

from collections.abc import Iterator
from itertools import combinations

from clew.analytics.diagnosis.check import Check, Seen, fine, several, table
from clew.analytics.diagnosis.evidence import Case, Known, Use
from clew.analytics.diagnosis.finding import Weight
from clew.analytics.diagnosis.sdks import is_client, is_server
from clew.analytics.diagnosis.words import at, libs, listed, total, who
from clew.people.identity.ids import is_stand_in

SAME = 12  # people with one email that are compared
MOST = 0.8  # of somebody's events from one side: that is where they live
MUCH = 500  # events of a server's own id
ENOUGH = 20  # events of a server's own id, before it is worth a word


def look(case: Case) -> Seen | None:
    sides = {person.id: side for person in case.people if (side := _side(case.uses_of(person)))}
    if not any(is_server(use.lib) for use in case.uses):
        return None
    pairs = [pair for pair in _related(case) if _apart(pair, sides)]
    if pairs:
        return _people(case, pairs)
    nameless = _nameless(case)
    if nameless:
        return _servers(nameless)
    return fine("Browser and server send the same ids")


def _side(uses: Iterator[Use]) -> str:
    """From where most of somebody's events come; a single call from elsewhere changes nothing."""
    by_side = {"client": 0, "server": 0}
    for use in uses:
        if is_client(use.lib) or is_server(use.lib):
            by_side["client" if is_client(use.lib) else "server"] += use.events
    total_of_both = sum(by_side.values())
    return next((side for side, n in by_side.items() if n and n >= MOST * total_of_both), "")


def _apart(pair: tuple[Known, Known], sides: dict[str, str]) -> bool:
    return {sides.get(person.id) for person in pair} == {"client", "server"}


def _related(case: Case) -> Iterator[tuple[Known, Known]]:
    """Two persons with one email, or whom a refused call named together."""
    for same in case.by_email.values():
        yield from combinations(same[:SAME], 2)
    for call in case.refused:
        known = case.owners.get(call.distinct_id), case.owners.get(call.other_id)
        if known[0] and known[1] and known[0].id != known[1].id:
            yield known[0], known[1]


def _nameless(case: Case) -> list[Use]:
    """Ids in the account that only a server sends, and that are nobody who signs in."""
    if not case.is_account:
        return []
    seen: dict[str, list[Use]] = {}
    for use in case.own_uses:
        seen.setdefault(use.distinct_id, []).append(use)
    found = []
    for distinct_id, uses in seen.items():
        person = case.owners.get(distinct_id)
        if is_stand_in(distinct_id):
            continue  # SDKs send what a group is like under an id of its own
        known = person is not None and (person.identified or person.email)
        if not known and all(is_server(use.lib) for use in uses) and total(uses) >= ENOUGH:
            found += uses
    return sorted(found, key=lambda use: use.events, reverse=True)


def _people(case: Case, pairs: list[tuple[Known, Known]]) -> Seen:
    people = list({person.id: person for pair in pairs for person in pair}.values())
    rows = [
        (who(person), listed(person.distinct_ids, 2), libs(uses), f"{total(uses):,}")
        for person in people
        for uses in [list(case.uses_of(person))]
    ]
    title = (
        "Browser and server use different ids"
        if len(pairs) == 1
        else (f"Browser and server use different ids for {several(len(pairs), 'person', 'people')}")
    )
    return Seen(
        Weight.BAD,
        title,
        "The browser's events stand on one profile, the server's on another. Funnels that need both"
        " stop halfway, and flags may differ between the two.",
        table("Person, Ids, SDKs, Events", rows),
    )


def _servers(nameless: list[Use]) -> Seen:
    ids = list(dict.fromkeys(use.distinct_id for use in nameless))
    rows = [
        (
            use.distinct_id,
            f"{use.lib} {use.lib_version}".strip(),
            f"{use.events:,}",
            at(use.first_at),
        )
        for use in nameless
    ]
    return Seen(
        Weight.BAD if total(nameless) >= MUCH else Weight.WARN,
        f"A server sends as {ids[0]}"
        if len(ids) == 1
        else f"{len(ids)} servers send under own ids",
        f"{total(nameless):,} events stand on {listed(ids)}: nobody who signs in. They count for"
        " the account, but on no person's page.",
        table("Id, SDK, Events, Since", rows),
        fix="Let the server send the id of the user it works for, and leave person profiles off"
        " where there is none ($process_person_profile: false).",
    )


CHECK = Check(
    slug="two-sides",
    title="Browser and server ids that never meet",
    asks="Do the browser's and the server's events of one human stand on one profile?",
    cause="The server names the user in its own way (an email, a database id, its own name), the"
    " browser in another, and no identify or alias call carries both.",
    fix="Identify in the browser with the id that the server uses; or pass the browser's id to the"
    " server with each request. A single alias call joins what is there already.",
    look=look,
    needs=frozenset({"uses"}),
)
