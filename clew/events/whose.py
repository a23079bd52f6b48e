"""Which events are a customer's: the one place that knows of distinct ids and merged groups."""

from clew.events.records import Whose
from clew.people.models import Group, Person
from clew.people.queries import distinct_ids_of
from clew.people.queries.merged import merged_keys


def whose_of(customer: Person | Group) -> Whose:
    """In one statement; a group comes with its type."""
    if isinstance(customer, Person):
        return Whose(customer.environment_id, distinct_ids=distinct_ids_of(customer))
    own = (customer.type.index, customer.key)
    return Whose(customer.environment_id, group=own, also=merged_keys(customer))
