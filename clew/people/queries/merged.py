"""Groups that turned out to be another one too."""

from collections.abc import Iterable

from clew.people.models import Group


def merged_keys(group: Group) -> list[str]:
    """Keys that events go on to name, of groups that were merged into this one."""
    return keys_of_merged([group])[group.pk][1:]


def keys_of_merged(groups: Iterable[Group]) -> dict[int, list[str]]:
    """By group: its own key, and those of groups that were merged into it."""
    found = {each.pk: [each.key] for each in groups}
    merged = Group.objects.filter(merged_into__in=list(found)).order_by("pk")
    for survivor, key in merged.values_list("merged_into_id", "key"):
        found[survivor].append(key)
    return found
