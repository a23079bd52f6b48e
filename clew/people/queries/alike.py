"""Customers whose name was mistyped."""

from importlib.resources import files

from django.db import connection, transaction

from clew.people.models import Environment
from clew.people.queries.doors import Reader, may_see_customers
from clew.people.queries.searching import MAX_HITS, MAX_TEXT, Customer, loaded

LIKE = 0.5  # share of a typed word's trigrams that the name has, in order
SHORTEST = 4  # characters: below that everything is alike

_SQL = files("clew.people").joinpath("sql/customers_alike.sql").read_text()


def customers_alike(
    reader: Reader, environment: Environment, text: str, limit: int = 5
) -> list[Customer]:
    """For when ``search_customers`` found nothing."""
    text = text.replace("\x00", "").strip()[:MAX_TEXT]
    if len(text) < SHORTEST or not may_see_customers(reader):
        return []
    asked: dict[str, int | str] = {
        "environment": environment.pk,
        "text": text,
        "hits": MAX_HITS,
        "limit": limit,
    }
    with transaction.atomic(), connection.cursor() as rows:
        rows.execute(
            "SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)", [str(LIKE)]
        )
        rows.execute(_SQL, asked)
        return loaded(reader, rows.fetchall())
