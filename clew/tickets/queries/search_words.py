"""The words of a search, and what the database knows of them before it looks."""

import re
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any
from uuid import UUID

from django.contrib.postgres.search import SearchQuery, SearchQueryField
from django.db import connection
from django.db.models import Func, TextField, Value

from clew.core.kept import Given, answers
from clew.tickets.queries.search_conditions import Place
from clew.tickets.searching import Asked, Word
from clew.tickets.searching.language import MAX_DIGITS

MAX_PEOPLE = 50  # that one word may mean
MAX_WORDS = 8  # looked for; the rest is ignored
PREFIX = 3  # letters, before the word being typed may go on
ENGLISH = "english"
_SHARES = files("clew.tickets").joinpath("sql/word_shares.sql").read_text()
_PEOPLE = files("clew.tickets").joinpath("sql/people_with_word.sql").read_text()


@dataclass(frozen=True)
class Sought:
    """One word, and what the database knows of it."""

    word: Word
    query: str = ""  # as PostgreSQL writes it; "" for a stop word, which is in no index
    people: list[UUID] = field(default_factory=list)
    share: float = 0.0  # of all messages; 0 when it is not among the common ones
    share_of_subjects: float = 0.0

    @property
    def number(self) -> int | None:
        text = self.word.text
        plain = text.isascii() and text.isdecimal() and len(text) <= MAX_DIGITS
        return int(text) if plain else None


@dataclass(frozen=True)
class SoughtWords:
    """The rarest first; and the newest message and ticket there were."""

    words: list[Sought] = field(default_factory=list)
    newest_message: int = 0
    newest_ticket: int = 0

    @property
    def spoken(self) -> list[Sought]:
        return [word for word in self.words if word.query]


class Lexemes(SearchQuery):
    """A query as PostgreSQL wrote it, so that it is worked out once; or where one will stand."""

    def __init__(self, text: str | Given) -> None:
        given = text if isinstance(text, Given) else Value(text)
        Func.__init__(self, given, output_field=SearchQueryField())
        self.invert = False

    template = "(%(expressions)s)::tsquery"


def given_lexemes(name: str) -> Lexemes:
    return Lexemes(Given(name, TextField()))


def sought(asked: Asked, place: Place) -> SoughtWords:
    """The words looked for. Two statements."""
    words = asked.wanted[:MAX_WORDS]
    known = _known(words, words[-1] if asked.unfinished else None)
    people = _people([word.text for word in words], place)
    found = []
    for position, word in enumerate(words):
        query, share, of_subjects, *_ = known.get(position, ("", 0.0, 0.0))
        found.append(Sought(word, query, people.get(position, []), share, of_subjects))
    useful = [each for each in found if each.query or each.people or each.number is not None]
    newest = next((row[-2:] for row in known.values()), (0, 0))
    return SoughtWords(
        sorted(useful, key=lambda each: each.share), *(number or 0 for number in newest)
    )


def query_of(word: Word) -> SearchQuery:
    return SearchQuery(word.text, config=ENGLISH, search_type="phrase" if word.phrase else "plain")


def _beginning(word: Word) -> str | None:
    """What the word may go on from, as a raw query."""
    if word.phrase or len(word.text) < PREFIX:
        return None
    quoted = word.text.replace("\\", "\\\\").replace("'", "''")
    return f"'{quoted}':*"


def _known(words: tuple[Word, ...], last: Word | None) -> dict[int, Any]:
    """By position: its query, its shares of messages and of subjects, the newest of both."""
    rows = answers(
        _SHARES,
        {
            "words": [word.text for word in words],
            "phrases": [word.phrase for word in words],
            "beginnings": [_beginning(word) if word is last else None for word in words],
        },
    )
    return {place: tuple(rest) for place, *rest in rows}


def _people(words: list[str], place: Place) -> dict[int, list[UUID]]:
    """By the position of the word that is in their name or email."""
    asked: list[Any] = []
    for position, word in enumerate(words):
        if len(word) >= PREFIX:
            pattern = re.escape(word)
            asked += [position, place.environment.pk, pattern, pattern, MAX_PEOPLE]
    found: dict[int, list[UUID]] = {}
    if asked:
        # Planned each time: how rare the letters are decides what to read.
        with connection.cursor() as cursor:
            cursor.execute("UNION ALL".join([_PEOPLE] * (len(asked) // 5)), asked)
            for position, pk in cursor.fetchall():
                found.setdefault(position, []).append(pk)
    return found


def all_of(words: list[Sought]) -> str:
    return " & ".join(f"({word.query})" for word in words)


def any_of(words: list[Sought]) -> str:
    """For ranks and for highlighting; "" when nothing could be highlighted."""
    return " | ".join(f"({word.query})" for word in words if word.query)
