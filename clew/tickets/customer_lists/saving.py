"""Keeping lists: one's own, and those that leads and admins keep for everybody."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.text import slugify

from clew.analytics.list_facts import (
    CustomerListChanged,
    CustomerListCreated,
    CustomerListDeleted,
)
from clew.analytics.models import CustomerList
from clew.core import clock, facts
from clew.core.actors import Actor
from clew.people.models import Environment, Staff
from clew.tickets.actions.changing import refuse_light_agents
from clew.tickets.customer_lists.filters import parsed_filters
from clew.tickets.customer_lists.kinds import Kind
from clew.tickets.customer_lists.known_lists import may_change
from clew.tickets.customer_lists.listing import checked_columns, known_sort
from clew.tickets.customer_lists.vocabulary import Vocabulary
from clew.tickets.queries import keeps_views
from clew.tickets.validation import one_line

VERB = "keep lists"
LEADS = "Leads and admins keep lists that others use. Save it for yourself, or ask one."
NOT_YOURS = "Somebody else keeps this list. Save it as a list of your own."
MAX_NAME, MOST = 80, 100  # characters; lists of one person, and of everybody


def save_list(
    *, environment: Environment, kind: Kind, staff: Staff, by: Actor, name: str, shared: bool,
    said: Mapping[str, Any],
) -> CustomerList:  # fmt: skip
    """``said`` has columns, filters and sort. Raises ValidationError by field, PermissionDenied."""
    refuse_light_agents(by, VERB)
    if shared and not keeps_views(staff):
        raise PermissionDenied(LEADS)
    values = checked(said, Vocabulary(kind, environment))
    owner = None if shared else staff
    others = CustomerList.objects.filter(environment=environment, owner=owner)
    with transaction.atomic():
        Environment.objects.select_for_update().get(pk=environment.pk)  # a slug is free once
        if others.count() >= MOST:
            raise ValidationError({"name": f"There are {MOST} lists already. Delete one first."})
        made = CustomerList.objects.create(
            environment=environment, kind=kind.name, owner=owner, name=checked_name(name),
            slug=_free_slug(name, others), position=others.count(), created_at=clock.now(),
            **values,
        )  # fmt: skip
        fact = CustomerListCreated(
            list=made.pk, list_name=made.name, environment=environment.name, shared=shared
        )
        facts.record(fact, by=by)
    return made


def change_list(
    *, saved: CustomerList, staff: Staff, by: Actor, name: str | None = None,
    said: Mapping[str, Any] | None = None, known: Vocabulary | None = None,
) -> list[str]:  # fmt: skip
    """A new name, or what it shows now. Its address stays. Returns what changed."""
    refuse_light_agents(by, VERB)
    values: dict[str, Any] = {} if name is None else {"name": checked_name(name)}
    if said is not None and known is not None:
        values |= checked(said, known)
    with transaction.atomic():
        saved.refresh_from_db(from_queryset=CustomerList.objects.select_for_update())
        _refuse(saved, staff)
        changed = [field for field, value in values.items() if getattr(saved, field) != value]
        if changed:
            for field in changed:
                setattr(saved, field, values[field])
            saved.save(update_fields=changed)
            facts.record(CustomerListChanged(**_of(saved), changed=changed), by=by)
    return changed


def delete_list(*, saved: CustomerList, staff: Staff, by: Actor) -> None:
    """``save_list`` with what it said brings it back."""
    refuse_light_agents(by, VERB)
    with transaction.atomic():
        saved = CustomerList.objects.select_for_update().get(pk=saved.pk)
        _refuse(saved, staff)
        facts.record(CustomerListDeleted(**_of(saved), shared=saved.owner_id is None), by=by)
        saved.delete()


def move_list(*, saved: CustomerList, staff: Staff, by: Actor, steps: int) -> None:
    """To the left, or with positive ``steps`` to the right, among the lists of the same people."""
    refuse_light_agents(by, VERB)
    with transaction.atomic():
        _refuse(saved, staff)
        others = CustomerList.objects.select_for_update().filter(
            environment=saved.environment_id, owner=saved.owner_id
        )
        ordered = sorted(others, key=lambda each: (each.position, each.pk))
        at = next((place for place, each in enumerate(ordered) if each.pk == saved.pk), 0)
        to = max(0, min(len(ordered) - 1, at + steps))
        if to == at:
            return
        ordered.insert(to, ordered.pop(at))
        for place, each in enumerate(ordered):
            each.position = place
        CustomerList.objects.bulk_update(ordered, ["position"])
        facts.record(CustomerListChanged(**_of(saved), changed=["position"]), by=by)


def checked(said: Mapping[str, Any], known: Vocabulary) -> dict[str, Any]:
    """Raises ValidationError."""
    if not known_sort(str(said["sort"]), known):
        raise ValidationError({"sort": "Choose an order that this list has."})
    return {
        "columns": checked_columns(list(said["columns"]), known),
        "filters": parsed_filters(said["filters"], known).data(),
        "sort": said["sort"],
    }


def checked_name(name: str) -> str:
    if not (line := one_line(name)[:MAX_NAME]):
        raise ValidationError({"name": "Write a name."})
    return line


def _refuse(saved: CustomerList, staff: Staff) -> None:
    if not may_change(staff, saved):
        raise PermissionDenied(LEADS if saved.owner_id is None else NOT_YOURS)


def _of(saved: CustomerList) -> dict[str, Any]:
    return {"list": saved.pk, "list_name": saved.name, "environment": saved.environment.name}


def _free_slug(name: str, others: Any) -> str:
    wanted = (slugify(name) or "list")[:70].strip("-")
    taken = set(others.filter(slug__startswith=wanted).values_list("slug", flat=True))
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (wanted, *numbered) if slug not in taken)
