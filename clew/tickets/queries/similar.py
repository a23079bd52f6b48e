"""Tickets about the same thing, by the rarer words two tickets share.

``similar_tickets`` promises only what it returns, so that meaning can take the place of words.
"""

import math
from dataclasses import dataclass
from importlib.resources import files
from itertools import combinations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import connection
from django.db.models import F, Func, TextField
from django.db.models.functions import Left

from clew.tickets.models import Message, Ticket
from clew.tickets.models.tickets import TicketQuerySet
from clew.tickets.queries.doors import Reader, tickets_visible_to

SHOWN = 5
READ = 4000  # characters of the first message
TELLING = 6  # words that are looked for
WEIGHED = 16  # words that count once a ticket is found
COMMON = 0.05  # a word in more messages than this tells nothing
FLOOR = 0.0005  # no word tells more than one this rare
SUBJECT_COUNTS = 2.0  # times what a word of the message does
ENOUGH = 0.18  # of what a ticket with all the words would reach
LOOKED_AT = 200  # tickets of each way of matching
_WORDS = files("clew.tickets").joinpath("sql/telling_words.sql").read_text()


@dataclass(frozen=True)
class Similar:
    ticket: Ticket
    score: float  # 0 to 1


def similar_tickets(reader: Reader, ticket: Ticket, limit: int = SHOWN) -> list[Similar]:
    """Of the same environment, the likest first. Five statements."""
    words = _telling(ticket)
    if len(words) < 2:  # noqa: PLR2004  one shared word is chance
        return []
    allowed = _others(tickets_visible_to(reader, ticket.environment), ticket)
    shared = _shared(allowed, words)
    everything = sum(words.values())
    scores = {
        pk: sum(words[word] for word in theirs) / everything
        for pk, theirs in shared.items()
        if len(theirs) > 1
    }
    best = sorted(scores, key=lambda pk: (scores[pk], pk), reverse=True)[:limit]
    best = [pk for pk in best if scores[pk] >= ENOUGH]
    if not best:
        return []
    found = allowed.select_related("assignee", "requester").defer("context").in_bulk(best)
    return [Similar(found[pk], scores[pk]) for pk in best if pk in found]


def _others(tickets: TicketQuerySet, ticket: Ticket) -> TicketQuerySet:
    return tickets.filter(merged_into__isnull=True).exclude(pk=ticket.pk)


def _telling(ticket: Ticket) -> dict[str, float]:
    """Lexemes by how much they tell, the most telling first."""
    first = Message.objects.filter(ticket=ticket, public=True).order_by("created_at", "pk")
    body = first.values_list(Left("body", READ), flat=True).first() or ""
    with connection.cursor() as cursor:
        cursor.execute(_WORDS, {"subject": ticket.subject, "body": body})
        rows = [row for row in cursor.fetchall() if row[2] <= COMMON]
    weights = {
        lexeme: math.log(1 / max(share, FLOOR)) * (SUBJECT_COUNTS if in_subject else 1)
        for lexeme, in_subject, share in rows
    }
    best = sorted(weights.items(), key=lambda item: (-item[1], item[0]))[:WEIGHED]
    return dict(best)


def _shared(allowed: TicketQuerySet, words: dict[str, float]) -> dict[int, set[str]]:
    """By ticket id, which of the words it has."""
    looked_for = list(words)[:TELLING]
    latest = (F("pk") + 0).desc()  # not by the primary key: see search_words
    subjects = (
        allowed.annotate(said=SearchVector("subject", config="english"))
        .filter(said=_query([[word] for word in looked_for]))
        .annotate(lexemes=_lexemes("said"))
        .order_by(latest)
        .values_list("pk", "lexemes")[:LOOKED_AT]
    )
    messages = (
        Message.objects.filter(
            ticket__in=allowed.order_by().values("pk"),
            words=_query([list(pair) for pair in combinations(looked_for, 2)]),
        )
        .annotate(lexemes=_lexemes("words"))
        .order_by(latest)
        .values_list("ticket_id", "lexemes")[:LOOKED_AT]
    )
    found: dict[int, set[str]] = {}
    for pk, lexemes in (*subjects, *messages):
        found.setdefault(pk, set()).update(words.keys() & set(lexemes))
    return found


def _lexemes(vector: str) -> Func:
    return Func(F(vector), function="tsvector_to_array", output_field=ArrayField(TextField()))


def _query(ways: list[list[str]]) -> SearchQuery:
    """Any of the ways, each of which is all of its lexemes. Lexemes are letters and hyphens."""
    text = " | ".join(" & ".join(f"'{lexeme}'" for lexeme in way) for way in ways)
    return SearchQuery(text, config="simple", search_type="raw")
