"""The product groups and regions an installation begins with. Its own people change them."""

from typing import Any

ANALYTICS, UNCLASSIFIED = "Analytics", "Unclassified"
GROUPS = (  # name, slug, shared
    (ANALYTICS, "analytics", True),
    (UNCLASSIFIED, "unclassified", True),
    ("Flags", "flags", False),
    ("Data", "data", False),
    ("Replay", "replay", False),
    ("Observability + AI + client libraries", "observability", False),
)
REGIONS = (("Europe", "europe"), ("North America", "north-america"))


def seed_groups(groups: Any, regions: Any) -> None:
    """Given the models' managers, of now or of a migration. What is there stays as it is."""
    for position, (name, slug, shared) in enumerate(GROUPS):
        rest = slug == "unclassified"
        values = {"name": name, "shared": shared, "unclassified": rest, "position": position}
        groups.get_or_create(slug=slug, defaults=values)
    for position, (name, slug) in enumerate(REGIONS):
        regions.get_or_create(slug=slug, defaults={"name": name, "position": position})
