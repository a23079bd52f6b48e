"""Linking, merging and splitting in words, for the histories of all tickets that took part."""

from collections.abc import Callable, Sequence
from typing import Any

from clew.core.facts import Fact
from clew.tickets import facts

LINKED = {
    "related": "linked #{other} as related",
    "duplicate_of": "marked it as a duplicate of #{other}",
    "duplicated_by": "marked #{other} as its duplicate",
    "follow_up_of": "linked it as a follow-up of #{other}",
    "followed_up_by": "linked #{other} as its follow-up",
}


def _linked(fact: facts.TicketsLinked, by: str) -> str:
    return f"{by} {LINKED[fact.word].format(other=fact.other)}"


def _unlinked(fact: facts.TicketsUnlinked, by: str) -> str:
    return f"{by} removed the link to #{fact.other}"


def _numbered(numbers: Sequence[int]) -> str:
    return " and ".join(
        part for part in (", ".join(f"#{each}" for each in numbers[:-1]), f"#{numbers[-1]}") if part
    )


def _split(fact: facts.MessagesSplit, by: str) -> str:
    what = "a message" if fact.count == 1 else f"{fact.count} messages"
    return f"{by} moved {what} to the new ticket #{fact.new}"


WORDS: dict[type[Fact], Callable[[Any, str], str]] = {
    facts.TicketsLinked: _linked,
    facts.TicketsUnlinked: _unlinked,
    facts.PageLinked: lambda fact, by: f"{by} linked {fact.url}",
    facts.PageUnlinked: lambda fact, by: f"{by} removed the link to {fact.url}",
    facts.TicketMerged: lambda fact, by: f"{by} merged it into #{fact.into}",
    facts.TicketAbsorbed: lambda fact, by: f"{by} merged {_numbered(fact.merged)} into this ticket",
    facts.MergeUndone: lambda fact, by: f"{by} took back the merge with {_numbered(fact.others)}",
    facts.MessagesSplit: _split,
    facts.TicketSplitOff: lambda fact, by: f"{by} split it off from #{fact.source}",
    facts.SplitUndone: lambda fact, by: f"{by} took back the split with #{fact.other}",
}
