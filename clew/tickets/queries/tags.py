"""Tags: what is known of each, how often it is used, and colours for a page of tickets."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from clew.tickets.models import Tag, Tone
from clew.tickets.queries.doors import Reader, may_read

SUGGESTED = 8
USED = """
    SELECT tag, count(*), count(*) FILTER (WHERE status NOT IN ('solved', 'closed'))
    FROM tickets_ticket, unnest(tags) AS tag WHERE tags <> '{}' GROUP BY tag
"""


@dataclass(frozen=True)
class TagUse:
    tag: Tag
    tickets: int
    unsolved: int


def tag_uses() -> list[TagUse]:
    """Every tag by name. Reads all tagged tickets, so only the settings page asks."""
    with connection.cursor() as cursor:
        cursor.execute(USED)
        counts = {name: (total, open_) for name, total, open_ in cursor.fetchall()}
    known = Tag.objects.select_related("created_by").order_by("name")
    return [TagUse(tag, *counts.get(tag.name, (0, 0))) for tag in known]


def tags_named(names: Iterable[str]) -> list[Tag]:
    clean = [name for name in names if "\x00" not in name]
    return list(Tag.objects.filter(name__in=clean).order_by("name"))


def tag_named(name: str) -> Tag | None:
    return next(iter(tags_named([name])), None)


def suggested_tags(reader: Reader, text: str, without: Iterable[str] = ()) -> list[Tag]:
    """What the input offers: those that begin so, then those that contain it."""
    if not may_read(reader):
        return []
    wanted = "-".join(text.replace("\x00", "").lower().split())
    rows = Tag.objects.filter(name__contains=wanted).exclude(name__in=list(without))
    found = sorted(rows[:200], key=lambda tag: (not tag.name.startswith(wanted), tag.name))
    return found[:SUGGESTED]


def tones_of(names: Iterable[str]) -> dict[str, str]:
    """Only those with a colour."""
    rows = Tag.objects.filter(name__in=list(names)).exclude(tone=Tone.NONE)
    return dict(rows.values_list("name", "tone"))
