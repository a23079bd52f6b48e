"""From text to words and terms. Anything typed means something; what cannot is said in a hint."""

import re
from dataclasses import dataclass, field, replace

from clew.tickets.searching.operators import named, nearest

MAX_TEXT = 500  # characters
MAX_PARTS = 24
MAX_DIGITS = 15  # of a ticket's number
_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "\x00": " "})
_PART = re.compile(
    r"""
    (?P<minus>-?)
    (?:
      (?P<name>[^\W\d_][\w.]*) (?P<op>:(?:[<>]=?)?|[<>]=?) (?P<value>"[^"]*"?|[^\s"]*)
    | "(?P<phrase>[^"]*)"?
    | (?P<word>[^\s"]+)
    )
    """,
    re.VERBOSE,
)


@dataclass(frozen=True)
class Word:
    text: str
    phrase: bool = False
    negated: bool = False

    def __str__(self) -> str:
        return f"{'-' * self.negated}{_quoted(self.text, always=self.phrase)}"


@dataclass(frozen=True)
class Term:
    operator: str
    value: str
    comparison: str = ":"  # : > >= < <=
    negated: bool = False

    def __str__(self) -> str:
        return f"{'-' * self.negated}{self.operator}{self.comparison}{_quoted(self.value)}"


@dataclass(frozen=True)
class Hint:
    """``better`` is the search that was probably meant, "" if there is none."""

    text: str
    better: str = ""


@dataclass(frozen=True)
class Asked:
    words: tuple[Word, ...] = ()
    terms: tuple[Term, ...] = ()
    number: int | None = None
    hints: tuple[Hint, ...] = field(default=(), compare=False)
    unfinished: bool = field(default=False, compare=False)  # the last word may go on

    def __str__(self) -> str:
        number = () if self.number is None else (f"#{self.number}",)
        return " ".join(str(part) for part in (*number, *self.terms, *self.words))

    @property
    def wanted(self) -> tuple[Word, ...]:
        return tuple(word for word in self.words if not word.negated)

    @property
    def unwanted(self) -> tuple[Word, ...]:
        return tuple(word for word in self.words if word.negated)

    @property
    def order(self) -> str:
        """ "" when none was asked for."""
        given = [term.value for term in self.terms if term.operator == "order"]
        return "created" if given and given[-1] == "newest" else (given[-1] if given else "")

    @property
    def empty(self) -> bool:
        return not (self.words or self.terms or self.number)

    def without(self, term: Term) -> "Asked":
        return replace(self, terms=tuple(each for each in self.terms if each != term))

    def plus(self, term: Term) -> "Asked":
        others = tuple(each for each in self.terms if each.operator != term.operator)
        return replace(self, terms=(*others, term))


def parse(text: str) -> Asked:
    """Never raises. What an unknown operator says is searched for as words, with a hint."""
    given = text.translate(_QUOTES)[:MAX_TEXT]
    words: list[Word] = []
    terms: list[Term] = []
    hints: list[Hint] = []
    number: int | None = None
    for found in list(_PART.finditer(given))[:MAX_PARTS]:
        part = _part(found, given, hints)
        if isinstance(part, int):
            number = part
        elif isinstance(part, Term):
            terms.append(part)
        elif part is not None:
            words.append(part)
    return Asked(
        tuple(dict.fromkeys(words)), tuple(dict.fromkeys(terms)), number, tuple(hints),
        unfinished=bool(words) and not given[-1:].isspace() and not given.endswith('"'),
    )  # fmt: skip


def _part(found: re.Match[str], given: str, hints: list[Hint]) -> Word | Term | int | None:
    negated = bool(found["minus"])
    if found["phrase"] is not None:
        return _word(found["phrase"], phrase=True, negated=negated)
    if found["name"] is None:
        return _number(found["word"]) or _word(found["word"], negated=negated)
    name, comparison, value = found["name"], found["op"], found["value"].strip('"')
    operator = named(name)
    if operator is None or (comparison != ":" and not operator.of_time):
        return _unknown(found, given, hints)
    value = " ".join(value.split())
    if operator.name == "number":
        return _number(f"#{value.removeprefix('#')}")
    comparison = comparison.removeprefix(":") or ":"
    return Term(operator.name, value, comparison, negated) if value else None


def _unknown(found: re.Match[str], given: str, hints: list[Hint]) -> Word | None:
    """``https://…`` and ``TypeError:`` are words; ``stauts:open`` is a slip."""
    name, value = found["name"], found["value"]
    if found["op"] == ":" and value and not value.startswith("//"):
        hints.append(_slip(name, found, given))
    return _word(found[0].removeprefix("-"), negated=bool(found["minus"]))


def _slip(name: str, found: re.Match[str], given: str) -> Hint:
    meant = nearest(name)
    if meant is None:
        return Hint(f"“{name}:” is not an operator, so it was searched for as words.")
    start = found.start("name")
    better = f"{given[:start]}{meant.name}{given[start + len(name) :]}"
    return Hint(f"“{name}:” is not an operator. Did you mean “{meant.name}:”?", better.strip())


def _word(text: str, *, phrase: bool = False, negated: bool = False) -> Word | None:
    text = " ".join(text.replace('"', " ").split())
    return Word(text, phrase or " " in text, negated) if text.strip("-") else None


def _number(text: str) -> int | None:
    """Of ``#1042``."""
    known = re.fullmatch(rf"#([0-9]{{1,{MAX_DIGITS}}})", text)
    return int(known[1]) if known else None


def _quoted(text: str, *, always: bool = False) -> str:
    return f'"{text}"' if always or not text or " " in text else text
