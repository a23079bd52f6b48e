"""Changing who owns which area: one row, the whole table, or a file of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from clew.core import facts
from clew.core.actors import Actor
from clew.people.models import ApiToken, Scope, Staff
from clew.routing.models import AreaOwnership
from clew.routing.ownership.files import Plan, planned
from clew.routing.ownership.rows import (
    LABELS,
    Known,
    Row,
    Texts,
    as_texts,
    digest_of,
    known_now,
    read_row,
    texts_of,
)
from clew.routing.ownership_facts import OwnershipChanged, OwnershipImported
from clew.routing.queries.ownership import areas_with_owners, keeps_ownership, ownership_of
from clew.tickets.actions.areas import add_area, change_area
from clew.tickets.models import Area

REFUSED = "Leads and admins keep ownership. Ask one of them to change it."
MEANWHILE = "Somebody changed this row while you did. It says now: {now}. Save again to keep yours."
NEW = 0  # stands for the area that is not there yet
Errors = dict[str, list[str]]  # by the names in LABELS; "" for the row


@dataclass(frozen=True)
class GivenRow:
    """``seen`` is the digest of the row as it was shown; "" asks no question."""

    texts: Texts
    seen: str = ""


@dataclass
class Saved:
    """``errors`` by area's id; then nothing was saved. ``before`` is what an undo sends back."""

    errors: dict[int, Errors] = field(default_factory=dict)
    before: dict[int, Texts] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)


def refuse_who_keeps_no_ownership(by: Actor) -> None:
    """Raises PermissionDenied. Clew itself and programs with an admin's token may."""
    if by.kind == "system":
        return
    if by.kind == "token":
        token = ApiToken.objects.filter(pk=by.id, scope=Scope.ADMIN, revoked_at=None)
        allowed = token.exists()
    else:
        staff = Staff.objects.filter(pk=by.id).first() if by.kind == "staff" else None
        allowed = staff is not None and keeps_ownership(staff)
    if not allowed:
        raise PermissionDenied(REFUSED)


def change_ownership(*, area: Area, row: Row, by: Actor) -> bool:
    """Returns whether anything is different now."""
    refuse_who_keeps_no_ownership(by)
    with transaction.atomic():
        Area.objects.select_for_update().get(pk=area.pk)
        fresh = areas_with_owners(retired=True).get(pk=area.pk)
        before, after = texts_of(ownership_of(fresh)), as_texts(row)
        changed = {LABELS[k]: [before[k], after[k]] for k in LABELS if before[k] != after[k]}
        if not changed:
            return False
        change_area(area=fresh, description=fresh.description, team=row.team, by=by)
        AreaOwnership.objects.update_or_create(
            area=fresh,
            defaults={
                "label": row.label,
                "support_first": row.support_first,
                "group": row.group,
                "page_rules": list(row.pages),
                "keywords": list(row.keywords),
            },
        )
        facts.record(OwnershipChanged(area=fresh.name, changed=changed), by=by)
    return True


def save_table(
    *, given: Mapping[int, GivenRow], by: Actor, new: tuple[str, Texts] | None = None
) -> Saved:
    """Rows by area's id, and a new area by name: all or none.

    A row that somebody else changed meanwhile is an error.
    """
    refuse_who_keeps_no_ownership(by)
    saved, known = Saved(), known_now()
    with transaction.atomic():
        locked = areas_with_owners(retired=True).select_for_update(of=("self",))
        found = {area.pk: area for area in locked.filter(pk__in=given)}
        rows = {pk: _checked(found[pk], given[pk], known, saved) for pk in given if pk in found}
        if saved.errors:
            return saved
        for pk, row in rows.items():
            before = texts_of(ownership_of(found[pk]))
            if row is not None and change_ownership(area=found[pk], row=row, by=by):
                saved.before[pk] = before
                saved.names.append(found[pk].name)
        if new:
            _add(new, saved, by)
    return saved


def _add(new: tuple[str, Texts], saved: Saved, by: Actor) -> None:
    try:
        with transaction.atomic():
            saved.names.append(add_owned_area(name=new[0], texts=new[1], by=by).name)
    except ValidationError as error:
        saved.errors[NEW] = error.message_dict
        transaction.set_rollback(True)


def _checked(area: Area, given: GivenRow, known: Known, saved: Saved) -> Row | None:
    now = texts_of(ownership_of(area))
    try:
        row = read_row(given.texts, known)
    except ValidationError as error:
        saved.errors[area.pk] = error.message_dict
        return None
    if given.seen and given.seen != digest_of(now) and as_texts(row) != now:
        said = "; ".join(f"{LABELS[name]} {text}" for name, text in now.items() if text)
        saved.errors[area.pk] = {"": [MEANWHILE.format(now=said)]}
    return row


def add_owned_area(*, name: str, texts: Texts, by: Actor) -> Area:
    """Raises ValidationError, for ``name`` or by the names in LABELS."""
    refuse_who_keeps_no_ownership(by)
    row = read_row(texts, known_now())
    with transaction.atomic():
        area = add_area(name=name, team=row.team, by=by)
        change_ownership(area=area, row=row, by=by)
    return area


def plan_of(text: str) -> Plan:
    """What a file would change. Three statements."""
    areas = areas_with_owners(retired=True)
    now = {area.name.casefold(): (area, texts_of(ownership_of(area))) for area in areas}
    return planned(text, now, known_now())


def import_ownership(*, text: str, by: Actor) -> Plan:
    """All of it, or nothing when a line is wrong: then the plan says which."""
    refuse_who_keeps_no_ownership(by)
    with transaction.atomic():
        list(Area.objects.select_for_update().order_by("pk").values_list("pk", flat=True))
        plan = plan_of(text)
        if plan.errors:
            return plan
        for each in plan.rows:
            area = each.area or add_area(name=each.name, team=each.row.team, by=by)
            change_ownership(area=area, row=each.row, by=by)
        if plan.rows:
            fact = OwnershipImported(
                added=len(plan.added), changed=len(plan.changed), same=plan.same
            )
            facts.record(fact, by=by)
    return plan


def names(rows: Iterable[str], most: int = 3) -> str:
    """“Exports, Docs and 4 more”."""
    given = list(rows)
    shown = ", ".join(given[:most])
    return f"{shown} and {len(given) - most} more" if len(given) > most else shown
