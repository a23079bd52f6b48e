"""Keeping queries: for oneself or for everybody."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from clew.analytics import sql_facts as facts
from clew.analytics.models import SavedQuery
from clew.analytics.sql.pages.saved import may_change, may_delete
from clew.analytics.sql.pages.saying import Said, checked
from clew.core import clock
from clew.core.actors import Actor
from clew.core.facts import record
from clew.people.actions.allowed import refuse_light_agents
from clew.people.models import Environment, Staff

VERB = "save queries"
MOST = 500  # of one person
NOT_YOURS = "Only its owner and admins change this query. Save it as a query of your own."
SHIPPED = "This query ships with Clew. Save it as a query of your own."
MEANWHILE = "Somebody changed this query meanwhile. Save yours as a new query, or load it again."


@transaction.atomic
def save_query(*, environment: Environment, staff: Staff, by: Actor, said: Said) -> SavedQuery:
    """A new one. Raises ValidationError by field, PermissionDenied."""
    refuse_light_agents(by, VERB)
    values = checked({"name": "", "sql": "", "shared": "", **said})
    if SavedQuery.objects.filter(owner=staff, deleted_at=None).count() >= MOST:
        raise ValidationError(f"You saved {MOST} queries already. Delete one first.")
    now = clock.now()
    saved = SavedQuery.objects.create(
        environment=environment, owner=staff, created_at=now, updated_at=now, **values
    )
    record(facts.QuerySaved(**_of(saved)), by=by)
    return saved


@transaction.atomic
def change_query(
    *, saved: SavedQuery, staff: Staff, by: Actor, said: Said, seen: str = ""
) -> dict[str, Any]:
    """What changed, with the values before. ``seen``: ``updated_at`` as the author knew it."""
    refuse_light_agents(by, VERB)
    saved.refresh_from_db(from_queryset=SavedQuery.objects.select_for_update(of=("self",)))
    if not may_change(staff, saved):
        raise PermissionDenied(SHIPPED if saved.preset else NOT_YOURS)
    if seen and seen != saved.updated_at.isoformat():
        raise ValidationError(MEANWHILE)
    values = checked(said)
    before = {name: getattr(saved, name) for name in values if getattr(saved, name) != values[name]}
    if before:
        for name in before:
            setattr(saved, name, values[name])
        saved.updated_at = clock.now()
        saved.save(update_fields=[*before, "updated_at"])
        record(facts.QueryChanged(**_of(saved), changed=list(before)), by=by)
    return before


@transaction.atomic
def delete_query(*, saved: SavedQuery, staff: Staff, by: Actor) -> None:
    """``restore_query`` brings it back."""
    _leave(saved, staff, by)
    if saved.deleted_at is None:
        saved.deleted_at = clock.now()
        saved.save(update_fields=["deleted_at"])
        record(facts.QueryDeleted(**_of(saved)), by=by)


@transaction.atomic
def restore_query(*, saved: SavedQuery, staff: Staff, by: Actor) -> None:
    _leave(saved, staff, by)
    if saved.deleted_at is not None:
        saved.deleted_at = None
        saved.save(update_fields=["deleted_at"])
        record(facts.QueryRestored(**_of(saved)), by=by)


def _leave(saved: SavedQuery, staff: Staff, by: Actor) -> None:
    refuse_light_agents(by, VERB)
    saved.refresh_from_db(from_queryset=SavedQuery.objects.select_for_update(of=("self",)))
    if not may_delete(staff, saved):
        raise PermissionDenied(NOT_YOURS)


def _of(saved: SavedQuery) -> dict[str, Any]:
    return {"query": saved.pk, "query_name": saved.name, "shared": saved.shared}
