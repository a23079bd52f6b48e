"""Events that are there and cannot be read."""

from collections.abc import Iterator

from clew.cli.checks.finding import Finding, bad
from clew.cli.installation import Installation
from clew.core.engines.damaged import damaged_parts


def damage(installation: Installation) -> Iterator[Finding]:
    found = list(damaged_parts(installation.data_dir / "events"))
    if found:
        parts = "1 part is" if len(found) == 1 else f"{len(found)} parts are"
        yield bad(
            "Event store",
            f"{parts} damaged and put aside, such as {found[0]}.",
            "Profiles and SQL do without the events in it; everything else works.",
            "Look at the disk, then restore a backup; or delete it, to go on without those events.",
        )
