"""Making, changing and arranging views of the inbox.

Shared views and teams' views are kept by leads and admins, a personal one by its owner.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.text import slugify

from clew.core import clock, facts
from clew.core.actors import Actor
from clew.people.models import Staff, Team
from clew.tickets import conditions
from clew.tickets.actions.changing import refuse_light_agents
from clew.tickets.models import SavedView, ViewArrangement, ViewScope
from clew.tickets.queries.columns import COLUMNS
from clew.tickets.queries.orders import GROUPINGS, known_sort
from clew.tickets.queries.registered_views import is_registered
from clew.tickets.queries.saved_views import keeps_views
from clew.tickets.queries.standard_views import RESERVED, TEAM
from clew.tickets.validation import one_line
from clew.tickets.view_facts import (
    SharedViewsOrdered,
    ViewChanged,
    ViewCreated,
    ViewDeleted,
    ViewRestored,
)

VERB = "keep views"
LEADS = "Leads and admins keep views that others use. Save it for yourself, or ask one."
MAX_NAME, MAX_DESCRIPTION, MAX_SLUGS = 80, 300, 500
FIELDS = (
    *("name", "icon", "description", "scope", "team", "conditions", "sort", "group_by"),
    "columns",
)
ICONS = (
    *("layers", "inbox", "user", "users", "clock", "pause", "flag", "alert", "zap", "tag", "chat"),
    *("error", "eye", "calendar", "folder", "mail", "shield", "pulse", "book", "thread"),
)


def create_view(*, staff: Staff, by: Actor, **given: Any) -> SavedView:
    """``given`` are FIELDS. Raises ValidationError by field, PermissionDenied."""
    refuse_light_agents(by, VERB)
    values = _checked(given)
    _refuse_keeping(staff, values["scope"])
    now = clock.now()
    with transaction.atomic():
        view = SavedView.objects.create(
            **values,
            slug=_free_slug(values["name"]),
            owner=staff if values["scope"] == ViewScope.PERSONAL else None,
            position=SavedView.objects.filter(scope=values["scope"]).count(),
            created_at=now,
            changed_at=now,
        )
        fact = ViewCreated(slug=view.slug, view=view.name, scope=view.scope)
        facts.record(fact, by=by)
    return view


def change_view(*, view: SavedView, staff: Staff, by: Actor, **given: Any) -> list[str]:
    """Returns the names of what changed. Its address stays. Raises as ``create_view``."""
    refuse_light_agents(by, VERB)
    values = _checked(given)
    with transaction.atomic():
        view.refresh_from_db(from_queryset=SavedView.objects.select_for_update())
        _refuse_keeping(staff, view.scope, view)
        _refuse_keeping(staff, values["scope"])
        values["owner"] = staff if values["scope"] == ViewScope.PERSONAL else None
        changed = [name for name, value in values.items() if getattr(view, name) != value]
        if changed:
            _set(view, values)
            named = [name for name in changed if name != "owner"]
            facts.record(ViewChanged(slug=view.slug, view=view.name, changed=named), by=by)
    return changed


def delete_view(*, view: SavedView, staff: Staff, by: Actor) -> None:
    """Out of every list; ``restore_view`` brings it back."""
    _switch(view, staff, by, active=False)


def restore_view(*, view: SavedView, staff: Staff, by: Actor) -> None:
    _switch(view, staff, by, active=True)


def duplicate_view(*, view: SavedView, staff: Staff, by: Actor) -> SavedView:
    """As one's own, to change it without changing everybody's."""
    given: dict[str, Any] = {name: getattr(view, name) for name in FIELDS}
    name = f"{view.name[: MAX_NAME - len(' (copy)')]} (copy)"
    given |= {"scope": ViewScope.PERSONAL, "team": None, "name": name}
    return create_view(staff=staff, by=by, **given)


def arrange_views(*, staff: Staff, order: Sequence[str], hidden: Sequence[str]) -> None:
    """For one person alone, so nothing is on record. Slugs that are unknown do no harm."""
    kept = [[*dict.fromkeys(slugs)][:MAX_SLUGS] for slugs in (order, hidden)]
    ViewArrangement.objects.update_or_create(
        staff=staff, defaults={"order": kept[0], "hidden": kept[1]}
    )


def order_shared_views(*, slugs: Sequence[str], staff: Staff, by: Actor) -> None:
    """What everybody gets who arranged nothing."""
    _refuse_keeping(staff, ViewScope.SHARED)
    places = {slug: place for place, slug in enumerate(slugs)}
    with transaction.atomic():
        views = list(SavedView.objects.select_for_update().filter(slug__in=slugs))
        for view in views:
            view.position = places[view.slug]
        SavedView.objects.bulk_update(views, ["position"])
        facts.record(SharedViewsOrdered(slugs=list(slugs)), by=by)


def _switch(view: SavedView, staff: Staff, by: Actor, *, active: bool) -> None:
    refuse_light_agents(by, VERB)
    with transaction.atomic():
        view.refresh_from_db(from_queryset=SavedView.objects.select_for_update())
        _refuse_keeping(staff, view.scope, view)
        if view.active == active:
            return
        _set(view, {"active": active})
        kind = ViewRestored if active else ViewDeleted
        facts.record(kind(slug=view.slug, view=view.name), by=by)


def _set(view: SavedView, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(view, name, value)
    view.changed_at = clock.now()
    view.save(update_fields=[*values, "changed_at"])


def _refuse_keeping(staff: Staff, scope: str, view: SavedView | None = None) -> None:
    if scope != ViewScope.PERSONAL and not keeps_views(staff):
        raise PermissionDenied(LEADS)
    if view is not None and view.is_personal and view.owner_id != staff.pk:
        raise PermissionDenied("Somebody else owns this view.")


def _checked(given: Mapping[str, Any]) -> dict[str, Any]:
    """Raises ValidationError by field; conditions by where they stand."""
    wrong: dict[str, Any] = {}
    values = {
        "name": one_line(given.get("name", ""))[:MAX_NAME],
        "icon": given.get("icon") if given.get("icon") in ICONS else ICONS[0],
        "description": one_line(given.get("description", ""))[:MAX_DESCRIPTION],
        "scope": given.get("scope") or ViewScope.PERSONAL,
        "team": given.get("team"),
        "sort": given.get("sort") or "-updated",
        "group_by": given.get("group_by", ""),
        "columns": list(given.get("columns", ())),
    }
    if not values["name"]:
        wrong["name"] = "Write a name."
    wrong |= _wrong_choices(values)
    try:
        values["conditions"] = conditions.parse(given.get("conditions", {})).data()
    except ValidationError as error:
        wrong |= error.message_dict
    if wrong:
        raise ValidationError(wrong)
    return values


def _wrong_choices(values: dict[str, Any]) -> dict[str, str]:
    wrong = {}
    if values["scope"] not in ViewScope.values:
        wrong["scope"] = "Choose who has this view."
    if (values["scope"] == ViewScope.TEAM) != isinstance(values["team"], Team):
        if values["scope"] == ViewScope.TEAM:
            wrong["team"] = "Choose the team."
        values["team"] = None
    if not known_sort(values["sort"]):
        wrong["sort"] = "Choose an order."
    if values["group_by"] and values["group_by"] not in GROUPINGS:
        wrong["group_by"] = "Choose a grouping."
    if unknown := [name for name in values["columns"] if name not in COLUMNS]:
        wrong["columns"] = f"There is no column “{unknown[0]}”."
    return wrong


def _free_slug(name: str) -> str:
    """An address that nothing has, deleted views included: they may come back."""
    wanted = (slugify(name) or "view")[:70].strip("-")
    ours = wanted in RESERVED or wanted.startswith(TEAM) or is_registered(wanted)
    wanted = f"view-{wanted}" if ours else wanted
    taken = set(SavedView.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (wanted, *numbered) if slug not in taken)
