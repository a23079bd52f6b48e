"""Product groups, regions, and who knows a group in a region."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from clew.core import facts
from clew.core.actors import Actor
from clew.core.facts import Fact
from clew.people.models import Staff
from clew.routing.actions.ownership import refuse_who_keeps_no_ownership
from clew.routing.models import ProductGroup, Region, Sme
from clew.routing.ownership_facts import (
    ProductGroupAdded,
    ProductGroupChanged,
    ProductGroupDeleted,
    RegionAdded,
    RegionDeleted,
    RegionRenamed,
    SmeChanged,
)
from clew.tickets.validation import one_line

Named = TypeVar("Named", ProductGroup, Region)
MAX_NAME = 80
HOLDS = "{group} holds {areas}. Put them into another group first."
KEPT = "Unclassified tickets need their group. Rename it if you call them otherwise."


@dataclass(frozen=True)
class GivenGroup:
    """``smes`` are staff ids by region's id, None for nobody; regions left out stay."""

    name: str
    shared: bool
    smes: Mapping[int, int | None] = field(default_factory=dict)


@dataclass
class SavedGroups:
    """``errors`` by group's id, 0 for a new one; then nothing was saved."""

    errors: dict[int, list[str]] = field(default_factory=dict)
    before: dict[int, GivenGroup] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)


def add_group(*, name: str, by: Actor, shared: bool = False) -> ProductGroup:
    """Raises ValidationError for a name that is taken or none."""
    refuse_who_keeps_no_ownership(by)
    with transaction.atomic():
        group = _add(ProductGroup, name, lambda n: ProductGroupAdded(group=n), by)
        if shared:
            ProductGroup.objects.filter(pk=group.pk).update(shared=True)
            group.shared = True
    return group


def add_region(*, name: str, by: Actor) -> Region:
    refuse_who_keeps_no_ownership(by)
    return _add(Region, name, lambda n: RegionAdded(region=n), by)


def change_group(*, group: ProductGroup, name: str, shared: bool, by: Actor) -> bool:
    """Returns whether anything is different now."""
    refuse_who_keeps_no_ownership(by)
    clean = _free(ProductGroup, name, but=group)
    wanted = {"name": clean, "shared": shared or group.unclassified}
    changed = {k: [getattr(group, k), v] for k, v in wanted.items() if getattr(group, k) != v}
    if not changed:
        return False
    with transaction.atomic():
        ProductGroup.objects.filter(pk=group.pk).update(**wanted)
        group.name, group.shared = clean, wanted["shared"] is True
        facts.record(ProductGroupChanged(group=clean, changed=changed), by=by)
    return True


def delete_group(*, group: ProductGroup, by: Actor) -> None:
    """Raises ValidationError while it holds areas, and for that of unclassified tickets."""
    refuse_who_keeps_no_ownership(by)
    if group.unclassified:
        raise ValidationError(KEPT)
    if held := group.areas.count():
        raise ValidationError(HOLDS.format(group=group, areas=f"{held} area{'s' * (held > 1)}"))
    with transaction.atomic():
        group.delete()
        facts.record(ProductGroupDeleted(group=group.name), by=by)


def rename_region(*, region: Region, name: str, by: Actor) -> bool:
    refuse_who_keeps_no_ownership(by)
    clean, before = _free(Region, name, but=region), region.name
    if clean == before:
        return False
    with transaction.atomic():
        region.name = clean
        region.save(update_fields=["name"])
        facts.record(RegionRenamed(region=clean, before=before), by=by)
    return True


def delete_region(*, region: Region, by: Actor) -> None:
    """Raises ValidationError while somebody covers it."""
    refuse_who_keeps_no_ownership(by)
    if region.smes.exists():
        raise ValidationError(f"{region} has experts. Choose nobody in its column first.")
    with transaction.atomic():
        region.delete()
        facts.record(RegionDeleted(region=region.name), by=by)


def set_sme(*, group: ProductGroup, region: Region, staff: Staff | None, by: Actor) -> bool:
    """Raises ValidationError for who cannot answer."""
    refuse_who_keeps_no_ownership(by)
    if staff is not None and not (staff.is_active and staff.can_reply_publicly):
        raise ValidationError(f"{staff} cannot answer customers. Choose an agent.")
    with transaction.atomic():
        known = Sme.objects.select_for_update(of=("self",)).select_related("staff")
        before = known.filter(group=group, region=region).first()
        if (before.staff_id if before else None) == (staff.pk if staff else None):
            return False
        if staff is None:
            Sme.objects.filter(group=group, region=region).delete()
        else:
            Sme.objects.update_or_create(group=group, region=region, defaults={"staff": staff})
        fact = SmeChanged(
            group=group.name,
            region=region.name,
            before=str(before.staff) if before else "",
            after=str(staff or ""),
        )
        facts.record(fact, by=by)
    return True


def save_groups(*, given: Mapping[int, GivenGroup], new: str = "", by: Actor) -> SavedGroups:
    """Rows of the table by group's id, and a new group by name: all or none."""
    refuse_who_keeps_no_ownership(by)
    saved = SavedGroups()
    groups = {group.pk: group for group in ProductGroup.objects.filter(pk__in=given)}
    regions = {region.pk: region for region in Region.objects.all()}
    wanted = {pk for row in given.values() for pk in row.smes.values() if pk}
    people = {staff.pk: staff for staff in Staff.objects.filter(pk__in=wanted)}
    with transaction.atomic():
        for pk, group in groups.items():
            _save(group, given[pk], regions, people, saved, by)
        if new:
            with _noted(saved, 0):
                saved.names.append(add_group(name=new, by=by).name)
        if saved.errors:
            transaction.set_rollback(True)
    return saved


def _save(  # noqa: PLR0917  one row of a table, with what it is read by
    group: ProductGroup,
    row: GivenGroup,
    regions: Mapping[int, Region],
    people: Mapping[int, Staff],
    saved: SavedGroups,
    by: Actor,
) -> None:
    now = {sme.region_id: sme.staff_id for sme in Sme.objects.filter(group=group)}
    smes = {region: now.get(region) for region in row.smes}
    before = GivenGroup(group.name, group.shared, smes)
    with _noted(saved, group.pk):
        changed = change_group(group=group, name=row.name, shared=row.shared, by=by)
        for pk, staff in row.smes.items():
            if (region := regions.get(pk)) and (not staff or staff in people):
                someone = people[staff] if staff else None
                changed |= set_sme(group=group, region=region, staff=someone, by=by)
        if changed:
            saved.before[group.pk] = before
            saved.names.append(group.name)


@contextmanager
def _noted(saved: SavedGroups, key: int) -> Iterator[None]:
    """Keeps what an action refuses, with its row."""
    try:
        yield
    except ValidationError as error:
        saved.errors[key] = error.messages


def _add(model: type[Named], name: str, fact: Callable[[str], Fact], by: Actor) -> Named:
    clean = _free(model, name)
    last = model.objects.aggregate(last=Max("position"))["last"]
    start = slugify(clean)[:70] or "group"
    tries = (f"{start}-{n}" if n else start for n in count())
    slug = next(each for each in tries if not model.objects.filter(slug=each).exists())
    with transaction.atomic():
        made = model.objects.create(name=clean, slug=slug, position=0 if last is None else last + 1)
        facts.record(fact(clean), by=by)
    return made


def _free(model: type[Named], name: str, but: Named | None = None) -> str:
    clean = one_line(name)[:MAX_NAME]
    if not clean:
        raise ValidationError("Give it a name.")
    same = model.objects.filter(name__iexact=clean)
    if (same.exclude(pk=but.pk) if but else same).exists():
        raise ValidationError(f"There is a “{clean}” already. Choose another name.")
    return clean
