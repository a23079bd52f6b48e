"""One session with several persons."""

from collections import defaultdict

from clew.analytics.diagnosis.check import Check, Seen, fine, several, table
from clew.analytics.diagnosis.evidence import Case, Place
from clew.analytics.diagnosis.finding import Weight
from clew.analytics.diagnosis.words import at, who


def look(case: Case) -> Seen | None:
    if not case.sessions:
        return None
    by_session: dict[str, list[Place]] = defaultdict(list)
    for place in case.sessions:
        by_session[place.value].append(place)
    shared = {key: found for key, found in by_session.items() if _strangers(case, found)}
    if not shared:
        return fine(f"{several(len(by_session), 'session')}, one person in each")
    lost = [places for places in shared.values() if _someone_unknown(case, places)]
    rows = [
        (key[:13], place.distinct_id, _name(case, place), at(place.first_at), f"{place.events:,}")
        for key, places in shared.items()
        for place in sorted(places, key=lambda each: each.first_at)
    ]
    evidence = table("Session, Id, Person, From, Events", rows)
    if lost:
        return Seen(
            Weight.BAD,
            f"{several(len(shared), 'session')} with two people in it",
            "The id changed in the middle of a session and nothing joined the two: what came before"
            " the sign-in stands on another profile than what came after.",
            evidence,
        )
    return Seen(
        Weight.WARN,
        f"{several(len(shared), 'session')} with two known people in it",
        "One session carries events of two people who are both known. Somebody signed in where"
        " somebody else had not signed out.",
        evidence,
        cause="A shared computer, or an agent who signs in as a customer, without reset() between.",
        fix="Call reset() when somebody signs out, before the next identify.",
    )


def _strangers(case: Case, places: list[Place]) -> bool:
    people = {_person(case, place) for place in places}
    ours = {person.id for person in case.ours} | set(case.own_ids)
    return len(people) > 1 and bool(people & ours)


def _person(case: Case, place: Place) -> str:
    person = case.owners.get(place.distinct_id)
    return person.id if person else place.distinct_id


def _someone_unknown(case: Case, places: list[Place]) -> bool:
    owners = [case.owners.get(place.distinct_id) for place in places]
    return any(owner is None or not owner.identified for owner in owners)


def _name(case: Case, place: Place) -> str:
    person = case.owners.get(place.distinct_id)
    return who(person) if person else "nobody yet"


CHECK = Check(
    slug="shared-session",
    title="One session, several people",
    asks="Does one session carry the events of more than one person?",
    cause="The id was replaced without identify: a bootstrapped id, cookies that are not shared"
    " between subdomains, or a login that sets an id by hand.",
    fix="Call identify(user id) on sign-in, so that the anonymous id before it is joined. Keep the"
    " SDK's cookie on the whole domain.",
    look=look,
    needs=frozenset({"sessions"}),
)
