"""One IP address with several persons; offices share one, so many people mean little."""

from collections import defaultdict

from clew.analytics.diagnosis.check import Check, Seen, fine, several, table
from clew.analytics.diagnosis.evidence import Case, Known, Place
from clew.analytics.diagnosis.finding import Weight
from clew.analytics.diagnosis.naming import is_named
from clew.analytics.diagnosis.sdks import is_server
from clew.analytics.diagnosis.words import day, who

OFFICE = 4  # people at one address from which it says nothing about anybody
OWN = ("127.", "::1")  # a proxy in front did not say whose it was


def look(case: Case) -> Seen | None:
    if case.is_account or not case.addresses:
        return None  # colleagues share an address
    people: dict[str, dict[str, list[Place]]] = defaultdict(lambda: defaultdict(list))
    for place in case.addresses:
        if not is_server(place.lib) and not place.value.startswith(OWN):
            person = case.owners.get(place.distinct_id)
            people[place.value][person.id if person else place.distinct_id].append(place)
    ours = {person.id for person in case.ours}
    shared = {ip: found for ip, found in people.items() if len(found) > 1 and ours & found.keys()}
    homes = {ip: found for ip, found in shared.items() if len(found) < OFFICE}
    unknown = {ip: found for ip, found in homes.items() if _somebody_unknown(case, found)}
    if unknown:
        return _told(case, unknown, Weight.WARN)
    if homes:
        return _told(case, homes, Weight.INFO)
    if shared:
        return fine(f"{several(len(shared), 'address', 'addresses')} of an office or a network")
    return fine("Nobody else at this customer's addresses")


def _somebody_unknown(case: Case, found: dict[str, list[Place]]) -> bool:
    known = {person.id for person in case.people if is_named(case, person)}
    return bool(found.keys() - known)


def _told(case: Case, shared: dict[str, dict[str, list[Place]]], weight: Weight) -> Seen:
    by_id = {person.id: person for person in case.people}
    rows = [
        (ip, place.distinct_id, _name(by_id, person), f"{place.events:,}", day(place.last_at))
        for ip, found in shared.items()
        for person, places in found.items()
        for place in places
    ]
    evidence = table("Address, Id, Person, Events, Last", rows)
    if weight == Weight.INFO:
        return Seen(
            weight,
            "Another known person at the same address",
            "Both are known by name, so they are probably two people in one place.",
            evidence,
            cause="Colleagues, a household, or one human with two accounts.",
            fix="Nothing, unless the customer says that both are them: then join the two.",
        )
    return Seen(
        weight,
        "Somebody unknown at the same address",
        "Events of an id that belongs to nobody come from this customer's own address. They may be"
        " the same human: signed out, in another browser, or never identified.",
        evidence,
    )


def _name(by_id: dict[str, Known], person: str) -> str:
    return who(by_id[person]) if person in by_id else "nobody yet"


CHECK = Check(
    slug="shared-address",
    title="One address, several people",
    asks="Do ids of other people come from the customer's IP address?",
    cause="The same human in a browser that never called identify, or after the product forgot"
    " their id (cookies cleared, another subdomain, reset on every page).",
    fix="Call identify on every page load of somebody signed in, and keep the SDK's cookie on the"
    " whole domain. Addresses of offices are shared: ask before you join anybody.",
    look=look,
    needs=frozenset({"addresses"}),
)
