"""Writing macros. Leads and admins write the shared ones, everybody who replies their own.

Not in ``clew.tickets.actions``: macros are made of changes, and changes are made of actions.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max

from clew.core import clock, facts
from clew.core.actors import Actor
from clew.people.models import Role, Staff, Team
from clew.tickets.changes import checked_changes
from clew.tickets.macro_facts import MacroChanged, MacroCreated, MacroDeleted, MacroRestored
from clew.tickets.macros.rendering import complaints
from clew.tickets.models import Macro, MacroFile, MacroKind
from clew.tickets.validation import MAX_BODY, checked_choice, one_line

MAX_ACTIONS = 20
SHARED = "Shared macros are written by leads and admins. Make a macro of your own instead."


@dataclass(frozen=True)
class MacroWords:
    """What one writes of a macro."""

    name: str
    text: str = ""
    kind: str = MacroKind.REPLY
    folder: str = ""
    actions: list[dict[str, Any]] = field(default_factory=list)
    teams: tuple[Team, ...] = ()
    active: bool = True


def may_write(staff: Staff, macro: Macro) -> bool:
    return macro.owner_id == staff.pk if macro.is_personal else writes_shared(staff)


def writes_shared(staff: Staff) -> bool:
    return staff.role in {Role.OWNER, Role.ADMIN, Role.LEAD}


def create_macro(*, words: MacroWords, owner: Staff | None = None, by: Actor) -> Macro:
    """``owner`` makes it personal. Raises ValidationError by field, PermissionDenied."""
    at = clock.now()
    macro = Macro(owner=owner, created_at=at, changed_at=at)
    refuse_writing(macro, by)
    checked = _checked(words, macro)
    with transaction.atomic():
        last = Macro.objects.filter(folder=checked["folder"]).aggregate(last=Max("position"))
        macro.position = (last["last"] or 0) + 1
        _set(macro, checked, by)
        macro.save(force_insert=True)
        macro.teams.set([] if owner else words.teams)
        facts.record(MacroCreated(macro_id=macro.pk, macro_name=macro.name), by=by)
    return macro


def change_macro(*, macro: Macro, words: MacroWords, by: Actor) -> bool:
    """Raises ValidationError by field, PermissionDenied."""
    refuse_writing(macro, by)
    checked = _checked(words, macro)
    with transaction.atomic():
        macro.refresh_from_db(from_queryset=Macro.objects.select_for_update())
        changed = [name for name, value in checked.items() if getattr(macro, name) != value]
        if not macro.is_personal and set(macro.teams.all()) != set(words.teams):
            macro.teams.set(words.teams)
            changed.append("teams")
        if not changed:
            return False
        _set(macro, checked, by)
        macro.save()
        fact = MacroChanged(macro_id=macro.pk, macro_name=macro.name, changed=changed)
        facts.record(fact, by=by)
        return True


def duplicate_macro(*, macro: Macro, owner: Staff | None, by: Actor) -> Macro:
    """A copy with its files, shared or somebody's own."""
    words = MacroWords(
        name=_free_name(macro.name, owner),
        text=macro.text,
        kind=macro.kind,
        folder=macro.folder,
        actions=macro.actions,
        teams=tuple(macro.teams.all()),
    )
    with transaction.atomic():
        copy = create_macro(words=words, owner=owner, by=by)
        kept = ("filename", "content_type", "size", "digest", "created_at")
        rows = MacroFile.objects.filter(macro=macro).values(*kept)
        MacroFile.objects.bulk_create(MacroFile(macro=copy, **row) for row in rows)
    return copy


def set_active(*, macro: Macro, active: bool, by: Actor) -> bool:
    """An inactive macro stays as it is, and nobody is offered it."""
    refuse_writing(macro, by)
    with transaction.atomic():
        macro.refresh_from_db(from_queryset=Macro.objects.select_for_update())
        if macro.active == active:
            return False
        macro.active, macro.changed_at, macro.changed_by = active, clock.now(), by.name[:200]
        macro.save(update_fields=["active", "changed_at", "changed_by"])
        fact = MacroChanged(macro_id=macro.pk, macro_name=macro.name, changed=["active"])
        facts.record(fact, by=by)
        return True


def delete_macro(*, macro: Macro, by: Actor) -> bool:
    """Nobody finds it any more; its uses stay counted, and it can be restored."""
    refuse_writing(macro, by)
    return _mark(macro, deleted=True, by=by)


def restore_macro(*, macro: Macro, by: Actor) -> bool:
    """Raises ValidationError when its name was taken in the meantime."""
    refuse_writing(macro, by)
    _refuse_taken(macro, macro.name)
    return _mark(macro, deleted=False, by=by)


def _mark(macro: Macro, *, deleted: bool, by: Actor) -> bool:
    with transaction.atomic():
        macro.refresh_from_db(from_queryset=Macro.objects.select_for_update())
        if (macro.deleted_at is not None) == deleted:
            return False
        macro.deleted_at = clock.now() if deleted else None
        macro.save(update_fields=["deleted_at"])
        fact = MacroDeleted if deleted else MacroRestored
        facts.record(fact(macro_id=macro.pk, macro_name=macro.name), by=by)
        return True


def refuse_writing(macro: Macro, by: Actor) -> None:
    """Raises PermissionDenied. Tokens were let in, or not, by the API."""
    if by.kind != "staff":
        return
    staff = Staff.objects.get(pk=int(by.id))
    if not staff.can_reply_publicly:
        raise PermissionDenied("Light agents use macros for notes. Ask a lead for a new one.")
    if not may_write(staff, macro):
        raise PermissionDenied(SHARED)


def _checked(words: MacroWords, macro: Macro) -> dict[str, Any]:
    """Raises ValidationError with everything that is wrong, by field."""
    wrong: dict[str, Any] = {}
    name = one_line(words.name)[:120]
    text = words.text.replace("\x00", "").replace("\r\n", "\n").strip()
    if not name:
        wrong["name"] = "Give the macro a name."
    elif _taken(macro, name):
        wrong["name"] = f"There is a macro “{name}” already. Choose another name."
    if len(text) > MAX_BODY:
        wrong["text"] = f"The text has more than {MAX_BODY:,} characters. Shorten it."
    elif said := complaints(text):
        wrong["text"] = said
    actions = _actions(words.actions, wrong)
    if not text and not actions and not wrong:
        wrong["text"] = "Write a text, or choose at least one change."
    if wrong:
        raise ValidationError(wrong)
    return {
        "name": name,
        "folder": one_line(words.folder)[:80],
        "text": text,
        "kind": checked_choice("kind", words.kind, MacroKind),
        "actions": actions,
        "active": words.active,
    }


def _actions(given: Iterable[dict[str, Any]], wrong: dict[str, Any]) -> list[dict[str, Any]]:
    items = list(given)
    if len(items) > MAX_ACTIONS:
        wrong["actions"] = f"A macro makes at most {MAX_ACTIONS} changes."
        return []
    try:
        return [change.as_json() for change in checked_changes(items)]
    except ValidationError as error:
        wrong["actions"] = error.messages
        return []


def _taken(macro: Macro, name: str) -> bool:
    same = Macro.objects.filter(name=name, owner=macro.owner_id, deleted_at__isnull=True)
    return same.exclude(pk=macro.pk).exists()


def _refuse_taken(macro: Macro, name: str) -> None:
    if _taken(macro, name):
        raise ValidationError(f"There is another macro “{name}” by now. Rename that one first.")


def _free_name(name: str, owner: Staff | None) -> str:
    if owner is not None and not _taken(Macro(owner=owner), name):
        return name
    copies = (f"{name[:100]} (copy{f' {count}' if count > 1 else ''})" for count in range(1, 1000))
    return next(each for each in copies if not _taken(Macro(owner=owner), each))


def _set(macro: Macro, checked: dict[str, Any], by: Actor) -> None:
    for name, value in checked.items():
        setattr(macro, name, value)
    macro.changed_at = clock.now()
    macro.changed_by = by.name[:200]
