"""Groups: ``$groupidentify`` describes one, ``$groups`` says on whose behalf an event happened."""

from dataclasses import replace
from typing import Any

from clew.people.identity.ids import id_text
from clew.people.identity.incoming import NO_GROUPS, GroupColumns, Incoming
from clew.people.identity.population import Population
from clew.people.identity.states import GroupState, PersonState

MAX_GROUP_TYPES = 5  # the event store has five columns for them
MAX_TYPE_NAME = 200  # characters
MAX_GROUP_KEY = 400  # characters

TOO_MANY_GROUP_TYPES = "group_type_limit_exceeded"
UNUSABLE_GROUP = "unusable_group"

GROUP_IDENTIFY = "$groupidentify"


def apply_groups(
    event: Incoming, person: PersonState | None, population: Population
) -> GroupColumns:
    """Learn the event's groups and who acts in them; answer its group columns."""
    columns = ["", "", "", "", ""]
    if event.event == GROUP_IDENTIFY:
        described = _described_group(event, population)
        if described is not None:
            columns[population.group_types[described.name[0]]] = described.name[1]
    elif not event.groups:
        return NO_GROUPS
    for name in event.groups.items():
        group = population.groups.get(name) or _new_group(name, event, population)
        if group is None:
            continue
        columns[population.group_types[name[0]]] = name[1]
        population.see_group(group, event.timestamp)
        if person is not None:
            population.see_member(person.id, name, event.timestamp)
    return (columns[0], columns[1], columns[2], columns[3], columns[4])


def described_name(event: Incoming) -> tuple[str, str] | None:
    """The (type, key) a ``$groupidentify`` is about."""
    kind = id_text(event.properties.get("$group_type"))
    key = id_text(event.properties.get("$group_key"))
    return (kind, key) if kind and key else None


def _described_group(event: Incoming, population: Population) -> GroupState | None:
    name = described_name(event)
    if name is None:
        population.refuse(UNUSABLE_GROUP, event)
        return None
    group = population.groups.get(name) or _new_group(name, event, population)
    if group is None:
        return None
    properties = {**group.properties, **_group_set(event)}
    if properties != group.properties:
        group = replace(group, properties=properties)
        population.put_group(group)
    population.see_group(group, event.timestamp)
    return group


def _group_set(event: Incoming) -> dict[str, Any]:
    sent = event.properties.get("$group_set")
    return sent if isinstance(sent, dict) else {}


def _new_group(name: tuple[str, str], event: Incoming, population: Population) -> GroupState | None:
    kind, key = name
    if not _is_usable(kind, MAX_TYPE_NAME) or not _is_usable(key, MAX_GROUP_KEY):
        population.refuse(UNUSABLE_GROUP, event, other_id=f"{kind}: {key}")
        return None
    if kind not in population.group_types and not _admit_type(kind, event, population):
        return None
    group = GroupState(name, event.timestamp, {}, event.timestamp)
    population.put_group(group)
    return group


def _admit_type(kind: str, event: Incoming, population: Population) -> bool:
    if len(population.group_types) < MAX_GROUP_TYPES:
        taken = set(population.group_types.values())
        free = next(index for index in range(MAX_GROUP_TYPES) if index not in taken)
        population.group_types[kind] = free
        population.changes.group_types.append(kind)
        return True
    if kind not in population.refused_types:  # say it once, not with every event
        population.refused_types.add(kind)
        population.refuse(TOO_MANY_GROUP_TYPES, event, other_id=kind)
    return False


def _is_usable(text: str, limit: int) -> bool:
    return bool(text.strip()) and len(text) <= limit and "\x00" not in text
