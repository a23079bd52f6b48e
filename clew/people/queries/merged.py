"""Groups that turned out to be another one too."""

from clew.people.models import Group


def merged_keys(group: Group) -> list[str]:
    """Keys that events go on to name, of groups that were merged into this one."""
    return list(
        Group.objects.filter(merged_into=group).order_by("pk").values_list("key", flat=True)
    )
