"""Staff know that two customers are one."""

from django.core.exceptions import ValidationError
from django.db import transaction

from clew.core.actors import Actor
from clew.people.identity import announce_change, lock_environments
from clew.people.identity.population import Population
from clew.people.identity.saving import save_population
from clew.people.identity.states import PersonState
from clew.people.models import Person


@transaction.atomic
def merge_persons(*, survivor: Person, absorbed: Person, by: Actor) -> Person:
    """Everything of ``absorbed`` is the survivor's from now on; answers the survivor, read anew.

    Raises ValidationError for one person twice, for two environments, and for somebody who was
    absorbed meanwhile.
    """
    if survivor.pk == absorbed.pk:
        raise ValidationError("These are one person already.")
    if survivor.environment_id != absorbed.environment_id:
        raise ValidationError("People of different environments cannot be merged.")
    lock_environments([survivor.environment_id])
    living = Person.objects.living().in_bulk([survivor.pk, absorbed.pk])
    if len(living) != len((survivor, absorbed)):
        raise ValidationError("One of them was merged meanwhile. Reload the page.")
    population = Population(survivor.environment_id)
    population.persons = {key: _state(person) for key, person in living.items()}
    population.absorb(population.persons[absorbed.pk], into=population.persons[survivor.pk])
    save_population(population, by=by)
    announce_change([survivor.environment_id])
    return Person.objects.get(pk=survivor.pk)


def _state(person: Person) -> PersonState:
    return PersonState(
        person.pk,
        person.created_at,
        person.is_identified,
        person.properties,
        person.last_seen_at,
    )
