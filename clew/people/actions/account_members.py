"""Staff say which account somebody belongs to, when no event did."""

from django.core.exceptions import ValidationError
from django.db import transaction

from clew.core import clock
from clew.core.actors import Actor
from clew.core.facts import record
from clew.people.actions.allowed import refuse_light_agents
from clew.people.facts import PersonAssigned, PersonUnassigned
from clew.people.identity import lock_environments
from clew.people.models import Group, Membership, Person

VERB = "say whose people are"


@transaction.atomic
def assign_to_account(*, person: Person, group: Group, by: Actor) -> bool:
    """A membership kept by hand; tickets of theirs that are nobody's become the account's.

    Returns whether it is new. Raises ValidationError in words.
    """
    refuse_light_agents(by, VERB)
    if person.environment_id != group.environment_id:
        raise ValidationError("The account is of another environment.")
    lock_environments([person.environment_id])
    group.refresh_from_db()
    if not group.type.is_account or group.merged_into_id is not None:
        raise ValidationError("This is no account any more. Reload the page.")
    _, is_new = Membership.objects.get_or_create(
        person=person, group=group, defaults={"last_seen_at": clock.now(), "by_hand": True}
    )
    if is_new:
        record(_told(PersonAssigned, person, group), by=by)
    return is_new


@transaction.atomic
def take_out_of_account(*, person: Person, group: Group, by: Actor) -> bool:
    """Only what was said by hand; what events said would come back with the next one."""
    refuse_light_agents(by, VERB)
    lock_environments([person.environment_id])
    gone, _ = Membership.objects.filter(person=person, group=group, by_hand=True).delete()
    if gone:
        record(_told(PersonUnassigned, person, group), by=by)
    return bool(gone)


def _told(
    kind: type[PersonAssigned | PersonUnassigned], person: Person, group: Group
) -> PersonAssigned | PersonUnassigned:
    return kind(
        environment_id=group.environment_id,
        group_id=group.pk,
        group_type=group.type.name,
        group_key=group.key,
        account=group.display_name,
        person_id=str(person.pk),
        person=person.display_name,
    )
