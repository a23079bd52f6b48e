"""When two ids are said to be one person: the events that say it, and when they are believed."""

from dataclasses import dataclass

from clew.people.identity.ids import can_be_customer, id_text
from clew.people.identity.incoming import Incoming
from clew.people.identity.population import Population
from clew.people.identity.states import PersonState

ALREADY_IDENTIFIED = "cannot_merge_already_identified"
ILLEGAL_ID = "cannot_merge_with_illegal_distinct_id"


@dataclass(frozen=True, slots=True)
class Claim:
    """How one kind of event says that another id is the same person as its own."""

    key: str  # the property that carries the other id
    is_login: bool = False  # the other id came first: it was used before somebody signed in
    is_forced: bool = False  # may absorb somebody already identified


CLAIMS = {
    "$identify": Claim("$anon_distinct_id", is_login=True),
    "$create_alias": Claim("alias"),
    "$merge_dangerously": Claim("alias", is_forced=True),
}


def claimed_id(event: Incoming) -> str | None:
    """The other id this event claims, if it claims one."""
    claim = CLAIMS.get(event.event)
    return id_text(event.properties.get(claim.key)) if claim else None


def apply_claim(event: Incoming, population: Population) -> None:
    """Put the event's id and the other id on one person, or refuse and say why."""
    other = claimed_id(event)
    if other is None or other == event.distinct_id:
        return
    if not can_be_customer(event.distinct_id) or not can_be_customer(other):
        population.refuse(ILLEGAL_ID, event, other_id=other)
        return
    claim = CLAIMS[event.event]
    mine = population.person_of(event.distinct_id)
    theirs = population.person_of(other)
    if mine is not None and theirs is not None:
        _join_two(event, population, claim, mine, theirs)
    elif mine is not None:
        population.attach(other, _identified(mine, population))
    elif theirs is not None:
        _join_newcomer(event, population, claim, theirs)
    else:
        _begin(event, population, claim, other)


def _begin(event: Incoming, population: Population, claim: Claim, other: str) -> None:
    """Nobody yet: one person with both ids, named after the one that was used first.

    Events sent without a person before the login then are this person's already.
    """
    first, second = (other, event.distinct_id) if claim.is_login else (event.distinct_id, other)
    population.attach(second, population.create_person(first, event.timestamp, identified=True))


def _join_newcomer(
    event: Incoming, population: Population, claim: Claim, theirs: PersonState
) -> None:
    """The event's id is new and the other id is somebody's.

    A login from a device whose last user never signed out must not put the two on one person:
    in a helpdesk the newcomer would see the other's tickets.
    """
    if claim.is_login and theirs.is_identified:
        population.create_person(event.distinct_id, event.timestamp, identified=True)
        population.refuse(ALREADY_IDENTIFIED, event, other_id=claimed_id(event) or "")
    else:
        population.attach(event.distinct_id, _identified(theirs, population))


def _join_two(
    event: Incoming, population: Population, claim: Claim, mine: PersonState, theirs: PersonState
) -> None:
    if mine.id == theirs.id:
        _identified(mine, population)
    elif theirs.is_identified and not claim.is_forced:
        population.refuse(ALREADY_IDENTIFIED, event, other_id=claimed_id(event) or "")
        if claim.is_login:  # the login itself is true: nobody may absorb this person either
            _identified(mine, population)
    else:
        population.absorb(theirs, into=mine)


def _identified(person: PersonState, population: Population) -> PersonState:
    return person if person.is_identified else population.alter_person(person, is_identified=True)
