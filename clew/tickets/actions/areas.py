"""The list of product areas. Tickets keep the name, so a new name is written on all of them."""

from itertools import count

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from clew.core import facts
from clew.core.actors import Actor
from clew.people.models import Team
from clew.tickets.actions.field_definitions import fields_follow_area
from clew.tickets.area_facts import (
    AreaAdded,
    AreaChanged,
    AreaDeleted,
    AreaMerged,
    AreaOffered,
    AreaRenamed,
    AreaRetired,
)
from clew.tickets.models import Area, Ticket
from clew.tickets.validation import one_line

MAX_NAME = 80


def add_area(*, name: str, by: Actor, description: str = "", team: Team | None = None) -> Area:
    """Raises ValidationError when there is one of this name."""
    clean = _name(name)
    with transaction.atomic():
        _refuse_taken(clean)
        last = Area.objects.aggregate(last=Max("position"))["last"]
        area = Area.objects.create(
            name=clean,
            slug=_slug(clean),
            description=one_line(description)[:300],
            team=team,
            position=0 if last is None else last + 1,
        )
        facts.record(AreaAdded(area=area.name), by=by)
    return area


def change_area(*, area: Area, description: str, team: Team | None, by: Actor) -> bool:
    wanted = {"description": one_line(description)[:300], "team": team}
    changed = [name for name, value in wanted.items() if getattr(area, name) != value]
    if not changed:
        return False
    with transaction.atomic():
        for name in changed:
            setattr(area, name, wanted[name])
        area.save(update_fields=changed)
        facts.record(AreaChanged(area=area.name, changed=changed), by=by)
    return True


def rename_area(*, area: Area, name: str, by: Actor) -> int:
    """On its tickets too, in one statement; their time of change stays. Returns how many."""
    clean, before = _name(name), area.name
    if clean == before:
        return 0
    with transaction.atomic():
        _refuse_taken(clean, but=area)
        area.name = clean
        area.save(update_fields=["name"])
        renamed = _rewrite(before, clean)
        facts.record(AreaRenamed(area=clean, before=before, tickets=renamed), by=by)
    return renamed


def merge_area(*, area: Area, into: Area, by: Actor) -> int:
    """The tickets of ``area`` become those of ``into``. Returns how many."""
    if area.pk == into.pk:
        raise ValidationError({"into": "Choose another area to merge it into."})
    with transaction.atomic():
        moved = _rewrite(area.name, into.name)
        area.delete()
        facts.record(AreaMerged(area=into.name, merged=area.name, tickets=moved), by=by)
    return moved


def delete_area(*, area: Area, by: Actor) -> None:
    """Raises ValidationError while a ticket has it: then it is merged or retired."""
    if Ticket.objects.filter(area=area.name).exists():
        raise ValidationError(f"{area} is on tickets. Merge or retire it instead.")
    with transaction.atomic():
        area.delete()
        facts.record(AreaDeleted(area=area.name), by=by)


def retire_area(*, area: Area, by: Actor) -> bool:
    """No longer offered; tickets keep it."""
    return _offer(area, offered=False, by=by)


def offer_area(*, area: Area, by: Actor) -> bool:
    return _offer(area, offered=True, by=by)


def move_area(*, area: Area, up: bool, by: Actor) -> bool:
    """One place up or down in the list."""
    with transaction.atomic():
        order = list(Area.objects.select_for_update().order_by("position", "name"))
        at = next(index for index, each in enumerate(order) if each.pk == area.pk)
        to = at - 1 if up else at + 1
        if not 0 <= to < len(order):
            return False
        order.insert(to, order.pop(at))
        for position, each in enumerate(order):
            each.position = position
        Area.objects.bulk_update(order, ["position"])
        facts.record(AreaChanged(area=area.name, changed=["position"]), by=by)
    return True


def _offer(area: Area, *, offered: bool, by: Actor) -> bool:
    if area.active == offered:
        return False
    with transaction.atomic():
        area.active = offered
        area.save(update_fields=["active"])
        facts.record((AreaOffered if offered else AreaRetired)(area=area.name), by=by)
    return True


def _rewrite(before: str, after: str) -> int:
    fields_follow_area(before, after)
    return Ticket.objects.filter(area=before).update(area=after)


def _name(text: str) -> str:
    clean = one_line(text)
    if not clean:
        raise ValidationError({"name": "Give the area a name."})
    if len(clean) > MAX_NAME:
        raise ValidationError({"name": f"A name has at most {MAX_NAME} characters."})
    return clean


def _refuse_taken(name: str, but: Area | None = None) -> None:
    same = Area.objects.filter(name__iexact=name)
    if (same.exclude(pk=but.pk) if but else same).exists():
        raise ValidationError({"name": f"There is an area “{name}” already. Choose another name."})


def _slug(name: str) -> str:
    start = slugify(name)[:70] or "area"
    tries = (f"{start}-{n}" if n else start for n in count())
    return next(each for each in tries if not Area.objects.filter(slug=each).exists())
