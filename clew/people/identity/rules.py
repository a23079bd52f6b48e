"""The heart: one event after another, who is who. Pure: no clock, no database, no chance.

Everything is decided from the event and the population, so the same events in the same order
always give the same persons, and a replay changes nothing. The parts:

``ids``         which ids can be a customer's, and which person id follows from one
``merging``     $identify, $create_alias, $merge_dangerously
``properties``  $set, $set_once, $unset
``grouping``    $groupidentify, $groups
"""

from datetime import timedelta

from clew.people.identity.grouping import GROUP_IDENTIFY, apply_groups
from clew.people.identity.ids import can_be_customer, person_uuid
from clew.people.identity.incoming import NO_GROUPS, Incoming, PersonMode, Resolved
from clew.people.identity.merging import CLAIMS, apply_claim
from clew.people.identity.population import Population
from clew.people.identity.properties import changed_properties
from clew.people.identity.states import PersonState

NEEDS_PERSON = "invalid_event_when_process_person_profile_is_false"

# SDKs send the last personless events while the login is on its way: those stay propertyless.
_UPGRADE_AFTER = timedelta(minutes=1)


def apply(event: Incoming, population: Population) -> Resolved:
    """Whose event this is, after it has had its effect on the population."""
    if not event.person_processing:
        return _apply_personless(event, population)
    if event.event in CLAIMS:
        apply_claim(event, population)
    person = population.person_of(event.distinct_id)
    is_new = False
    if person is None:
        if event.event == GROUP_IDENTIFY or not can_be_customer(event.distinct_id):
            return _without_person(event, population)
        person = population.create_person(event.distinct_id, event.timestamp)
        is_new = True
    person = _learn(event, person, population, is_new=is_new)
    columns = apply_groups(event, person, population)
    return Resolved(person.id, PersonMode.FULL, columns, is_customer=True)


def _learn(
    event: Incoming, person: PersonState, population: Population, *, is_new: bool
) -> PersonState:
    properties = changed_properties(event, person.properties, is_new=is_new)
    if properties is not None:
        person = population.alter_person(person, properties=properties)
    return population.see_person(person, event.timestamp)


def _without_person(event: Incoming, population: Population) -> Resolved:
    """A group's own event, or an id that is nobody's: kept, but no customer comes of it."""
    person_id = person_uuid(population.environment_id, event.distinct_id)
    columns = apply_groups(event, None, population)
    return Resolved(person_id, PersonMode.PROPERTYLESS, columns, is_customer=False)


def _apply_personless(event: Incoming, population: Population) -> Resolved:
    """$process_person_profile was false: nobody is made or changed, and groups are not kept."""
    if event.event in CLAIMS or event.event == GROUP_IDENTIFY:
        population.refuse(NEEDS_PERSON, event)
    person = population.person_of(event.distinct_id)
    if person is None:
        person_id = person_uuid(population.environment_id, event.distinct_id)
        return Resolved(person_id, PersonMode.PROPERTYLESS, NO_GROUPS, is_customer=False)
    late = event.timestamp > person.created_at + _UPGRADE_AFTER
    mode = PersonMode.FORCE_UPGRADE if late else PersonMode.PROPERTYLESS
    person = population.see_person(person, event.timestamp)
    return Resolved(person.id, mode, NO_GROUPS, is_customer=True)
