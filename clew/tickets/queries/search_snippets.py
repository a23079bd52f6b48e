"""What a search shows of the tickets it found: the words in their sentence, marked."""

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchHeadline, SearchQuery
from django.db.models import QuerySet
from django.db.models.functions import Left

from clew.core.kept import among, kept, list_of
from clew.tickets.models import Message
from clew.tickets.queries.search_words import given_lexemes
from clew.tickets.rendering import plain_text

START, STOP = "\ue000", "\ue001"  # of private use: whoever writes them marks their own words
MAX_READ = 20_000  # characters of a message
MAX_WORDS, MIN_WORDS = 28, 12  # of a snippet


@dataclass(frozen=True)
class Part:
    text: str
    marked: bool = False


def parts_of(text: str) -> tuple[Part, ...]:
    """Of what ts_headline marked. Templates escape each part."""
    found: list[Part] = []
    for piece in text.split(START):
        inside, stop, rest = piece.partition(STOP)
        if stop:
            found.append(Part(inside, marked=True))
        found.extend([Part(part) for part in ([rest] if stop else [inside]) if part])
    return tuple(found)


def message_parts(ids: list[int], query: str) -> dict[int, tuple[Part, ...]]:
    """By message id. One statement; only for what is shown, because each body is read."""
    rows = kept("headlines of messages", _headlines).values(ids=list_of(ids), query=query)
    # Cut out of its text, a backtick may have lost the other one.
    return {pk: parts_of(plain_text(text.replace("`", ""))) for pk, text in rows}


def _headlines() -> "QuerySet[Any, Any]":
    headline = SearchHeadline(
        Left("body", MAX_READ),
        given_lexemes("query"),
        config="english",
        start_sel=START,
        stop_sel=STOP,
        max_words=MAX_WORDS,
        min_words=MIN_WORDS,
        max_fragments=1,
    )
    marked = Message.objects.filter(among("pk", "ids")).annotate(headline=headline)
    return marked.order_by().values_list("pk", "headline")


def subject_headline(query: SearchQuery) -> SearchHeadline:
    """The whole subject, for ``parts_of``."""
    return SearchHeadline(
        "subject", query, config="english", start_sel=START, stop_sel=STOP, highlight_all=True
    )
