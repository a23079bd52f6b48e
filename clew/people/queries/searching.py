"""Find a customer by part of a name, email, distinct id or group key."""

from importlib.resources import files

from django.core.exceptions import ValidationError
from django.db import connection

from clew.people.models import Environment, Group, Person
from clew.people.pages import MAX_PAGE, Page, decoded, encoded
from clew.people.queries.doors import Reader, groups_visible_to, may_see_customers

Customer = Person | Group

MAX_TEXT = 200  # characters
MAX_HITS = 300  # each way of matching; somebody further down needs a longer word
_WHOLE_TRIGRAM = 3  # characters: below that only beginnings are searched

_SQL = files("clew.people").joinpath("sql/search_customers.sql").read_text()


def search_customers(
    reader: Reader, environment: Environment, query: str, cursor: str = "", limit: int = 50
) -> Page[Customer]:
    """Exact email, distinct id or group key first, then whoever was seen last.

    An empty query finds nothing. Raises ValidationError for a bad cursor.
    """
    text = query.replace("\x00", "").strip()[:MAX_TEXT]
    start = _start(cursor)
    limit = max(1, min(limit, MAX_PAGE))
    if not text or not may_see_customers(reader):
        return Page([], "")
    hits = _hits(environment, text)
    shown = hits[start : start + limit]
    after = encoded(str(start + limit)) if len(hits) > start + limit else ""
    return Page(loaded(reader, shown), after)


def _hits(environment: Environment, text: str) -> list[tuple[str, str]]:
    """(kind, id) of what may be meant, best first."""
    escaped = text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    pattern = f"%{escaped}%" if len(text) >= _WHOLE_TRIGRAM else f"{escaped}%"
    asked: dict[str, int | str] = {
        "environment": environment.pk,
        "text": text,
        "pattern": pattern,
        "limit": MAX_HITS,
    }
    with connection.cursor() as rows:
        rows.execute(_SQL, asked)
        return [(kind, key) for kind, key, _rank, _seen in rows.fetchall()]


def loaded(reader: Reader, hits: list[tuple[str, str]]) -> list[Customer]:
    people = Person.objects.in_bulk([key for kind, key in hits if kind == "person"])
    keys = [int(key) for kind, key in hits if kind == "group"]
    groups = groups_visible_to(reader).in_bulk(keys)
    found: dict[tuple[str, str], Customer] = {
        **{("person", str(key)): person for key, person in people.items()},
        **{("group", str(key)): group for key, group in groups.items()},
    }
    return [found[hit] for hit in hits if hit in found]


def _start(cursor: str) -> int:
    if not cursor:
        return 0
    (start,) = decoded(cursor, 1)
    if not start.isdecimal():
        raise ValidationError({"cursor": "Not a cursor. Start again without one."})
    return int(start)
