"""Notes on customers, and the door to one."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from clew.people.models import CustomerNote, Group, Person
from clew.people.queries.doors import Reader, may_see_customers


def notes_of(reader: Reader, customers: Iterable[Person | Group]) -> QuerySet[CustomerNote]:
    """Pinned ones first, then the latest; also those on whoever became one of these customers."""
    if not may_see_customers(reader):
        return CustomerNote.objects.none()
    customers = list(customers)
    people = [each.pk for each in customers if isinstance(each, Person)]
    groups = [each.pk for each in customers if isinstance(each, Group)]
    about = Q()
    if people:
        absorbed = Person.objects.filter(merged_into__in=people).values("pk")
        about |= Q(person__in=people) | Q(person__in=absorbed)
    if groups:
        absorbed_groups = Group.objects.filter(merged_into__in=groups).values("pk")
        about |= Q(group__in=groups) | Q(group__in=absorbed_groups)
    if not about:
        return CustomerNote.objects.none()
    found = CustomerNote.objects.filter(about, deleted_at__isnull=True)
    return found.select_related("author")


def note_for(reader: Reader, pk: int) -> CustomerNote:
    """Deleted ones too, to restore them. Raises CustomerNote.DoesNotExist, also for strangers."""
    if not may_see_customers(reader):
        raise CustomerNote.DoesNotExist
    related = ("author", "person__merged_into", "group__type", "group__merged_into__type")
    return CustomerNote.objects.select_related(*related).get(pk=pk)


def customer_of(note: CustomerNote) -> Person | Group:
    """Whose page it stands on today."""
    if note.person is not None:
        return note.person.merged_into or note.person
    assert note.group is not None
    return note.group.merged_into or note.group
