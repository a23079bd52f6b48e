"""Who a note names: ``@Maya Lindholm`` in its text, where Maya is one of us."""

import re
from collections.abc import Collection, Sequence

from clew.people.models import Staff
from clew.people.staff_queries import active_staff


def mentioned_in(body: str, chosen: Collection[int] = ()) -> list[Staff]:
    """Active staff whose name follows an @, longest names first.

    ``chosen`` are the ids picked from the list while writing: they decide between people of one
    name. Without a choice all of that name are meant, so that nobody misses it.
    """
    if "@" not in body:
        return []
    staff = sorted(active_staff(), key=lambda each: -len(each.name))
    said = _names_said(body, [each.name for each in staff if each.name])
    found = [each for each in staff if each.name in said]
    decided = {each.name for each in found if each.pk in chosen}
    return [each for each in found if each.pk in chosen or each.name not in decided]


def _names_said(body: str, names: Sequence[str]) -> set[str]:
    """“@Ada Berg” says Ada Berg and not also Ada."""
    if not names:
        return set()
    said = re.compile(rf"(?<![\w@])@({'|'.join(map(re.escape, names))})(?!\w)")
    return set(said.findall(body))
