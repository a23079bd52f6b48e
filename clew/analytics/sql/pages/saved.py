"""Saved queries: which ones somebody sees, and who may change one."""

from django.db.models import Q, QuerySet

from clew.analytics.models import SavedQuery
from clew.people.models import Environment, Staff


def saved_readable_by(staff: Staff, environment: Environment) -> QuerySet[SavedQuery]:
    """One's own, and those that are shared; by name."""
    return (
        SavedQuery.objects.filter(deleted_at=None)
        .filter(Q(environment=None) | Q(environment=environment))
        .filter(Q(owner=staff) | Q(shared=True))
        .select_related("owner")
    )


def saved_for(staff: Staff, environment: Environment, query_id: int) -> SavedQuery:
    """The door. Raises SavedQuery.DoesNotExist, also for somebody else's own."""
    return saved_readable_by(staff, environment).get(pk=query_id)


def deleted_for(staff: Staff, environment: Environment, query_id: int) -> SavedQuery:
    """One that was deleted, for who may bring it back. Raises SavedQuery.DoesNotExist."""
    found = SavedQuery.objects.exclude(deleted_at=None).get(
        Q(environment=None) | Q(environment=environment), pk=query_id
    )
    if not may_delete(staff, found):
        raise SavedQuery.DoesNotExist
    return found


def may_change(staff: Staff, saved: SavedQuery) -> bool:
    """What ships with Clew stays as it ships; a copy is one's own."""
    return not saved.preset and may_delete(staff, saved)


def may_delete(staff: Staff, saved: SavedQuery) -> bool:
    if not staff.can_reply_publicly:
        return False
    is_own = saved.owner_id == staff.pk
    return is_own or (saved.shared and staff.is_admin)
