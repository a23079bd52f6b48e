"""What admins do with tags: colour, new name, merging, deleting.

Tickets hold the names themselves, so these touch every ticket that has one: in one statement when
they are few, in a background job when they are many. The history of a ticket keeps the old name.
"""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from procrastinate.contrib.django import app

from clew.core import clock
from clew.core.actors import Actor
from clew.core.facts import record
from clew.core.jobs import stopping
from clew.tickets import setting_facts as facts
from clew.tickets.actions.tags import clean_tags
from clew.tickets.models import Tag, Ticket, Tone

RETAGGING = "tickets.retag"
AT_ONCE = 2000  # tickets changed while the admin waits
BATCH = 1000  # tickets in one transaction of the job
REPLACE = """
    UPDATE tickets_ticket SET tags = (
        SELECT coalesce(array_agg(tag ORDER BY place), '{}') FROM (
            SELECT tag, min(place) AS place FROM (
                SELECT CASE WHEN tag = ANY(%(gone)s) THEN nullif(%(name)s, '') ELSE tag END AS tag,
                       place
                FROM unnest(tags) WITH ORDINALITY AS had(tag, place)
            ) AS renamed WHERE tag IS NOT NULL GROUP BY tag
        ) AS once
    ) WHERE id = ANY(ARRAY(  -- once; a plan may ask IN (…) again for each row, and pass the limit
        SELECT id FROM tickets_ticket WHERE tags && %(gone)s::varchar[]
        ORDER BY id LIMIT %(limit)s FOR UPDATE
    ))
"""


@transaction.atomic
def edit_tag(*, tag: Tag, tone: str, description: str, by: Actor) -> bool:
    """Raises ValidationError for a colour there is not."""
    if tone not in Tone.values:
        raise ValidationError({"tone": "Choose one of the colours."})
    said = " ".join(description.replace("\x00", "").split())[:200]
    if (tag.tone, tag.description) == (tone, said):
        return False
    tag.tone, tag.description = tone, said
    tag.save(update_fields=["tone", "description"])
    record(facts.TagEdited(tag=tag.name, tone=tone, description=said), by=by)
    return True


@transaction.atomic
def rename_tag(*, tag: Tag, name: str, by: Actor) -> Tag:
    """On every ticket. Raises ValidationError when the new name is another tag's."""
    wanted = _name(name)
    if wanted == tag.name:
        return tag
    if Tag.objects.filter(name=wanted).exists():
        text = f"There is a tag {wanted} already. Merge {tag.name} into it instead."
        raise ValidationError({"name": text})
    before, used = tag.name, _used([tag.name])
    tag.name = wanted
    tag.save(update_fields=["name"])
    _replace([before], wanted, used)
    record(facts.TagRenamed(tag=wanted, before=before, tickets=used), by=by)
    return tag


@transaction.atomic
def merge_tags(*, tags: Sequence[Tag], into: str, by: Actor) -> Tag:
    """Into one of them, or into a new one. Raises ValidationError for fewer than two."""
    name = _name(into)
    gone = [tag.name for tag in tags if tag.name != name]
    if not gone or len({tag.name for tag in tags} | {name}) < 2:  # noqa: PLR2004  two make a merge
        raise ValidationError("Choose at least two tags to merge.")
    target, _ = Tag.objects.get_or_create(name=name, defaults={"created_at": clock.now()})
    if not target.tone:
        target.tone = next((tag.tone for tag in tags if tag.tone), Tone.NONE)
        target.save(update_fields=["tone"])
    used = _used(gone)
    Tag.objects.filter(name__in=gone).delete()
    _replace(gone, name, used)
    record(facts.TagsMerged(tag=name, merged=gone, tickets=used), by=by)
    return target


@transaction.atomic
def delete_tag(*, tag: Tag, by: Actor) -> list[int]:
    """From every ticket. The numbers it was on, for undoing; none when they are too many."""
    name, used = tag.name, _used([tag.name])
    had = Ticket.objects.filter(tags__contains=[name]).order_by("number")
    numbers = list(had.values_list("number", flat=True)) if used <= AT_ONCE else []
    tag.delete()
    _replace([name], "", used)
    record(facts.TagDeleted(tag=name, tickets=used), by=by)
    return numbers


@transaction.atomic
def restore_tag(
    *, name: str, tone: str, description: str, numbers: Sequence[int], by: Actor
) -> None:
    """Takes a deletion back: last in each ticket's tags."""
    wanted = _name(name)
    tone = tone if tone in Tone.values else Tone.NONE
    said = description.replace("\x00", "")[:200]
    known = {"tone": tone, "description": said, "created_at": clock.now()}
    Tag.objects.get_or_create(name=wanted, defaults=known)
    rows = Ticket.objects.select_for_update().filter(number__in=numbers)
    back = list(rows.exclude(tags__contains=[wanted]).only("tags"))
    for row in back:
        row.tags = [*row.tags, wanted]
    Ticket.objects.bulk_update(back, ["tags"], batch_size=500)
    record(facts.TagRestored(tag=wanted, tickets=len(back)), by=by)


def retag(gone: Sequence[str], name: str) -> int:
    """The job: batch by batch, safe to run again. Returns how many tickets it changed."""
    done = 0
    while changed := _replace_some(gone, name, BATCH):
        done += changed
        if stopping.is_set():
            _replace_later(gone, name)
            break
    return done


def _replace(gone: Sequence[str], name: str, used: int) -> None:
    if used <= AT_ONCE:
        _replace_some(gone, name, AT_ONCE)
    else:
        _replace_later(gone, name)


def _replace_later(gone: Sequence[str], name: str) -> None:
    app.configure_task(RETAGGING, queue="default").defer(gone=list(gone), name=name)


def _replace_some(gone: Sequence[str], name: str, limit: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(REPLACE, {"gone": list(gone), "name": name, "limit": limit})
        return int(cursor.rowcount)


def _used(names: Sequence[str]) -> int:
    return Ticket.objects.filter(tags__overlap=list(names)).count()


def _name(text: str) -> str:
    if not (clean := clean_tags([text])):
        raise ValidationError({"name": "Write the tag's name."})
    return clean[0]
