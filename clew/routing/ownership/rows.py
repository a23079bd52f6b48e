"""One row of the table of ownership: as text, and read from text."""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

from clew.people.models import Team
from clew.routing.models import ProductGroup
from clew.routing.ownership.matching import clean_rule
from clew.routing.queries.ownership import Ownership
from clew.tickets.actions.tags import clean_tags

LABELS = {
    "team": "Team",
    "answers": "Answers first",
    "label": "Label",
    "group": "Product group",
    "pages": "Pages",
    "keywords": "Keywords",
}
FIELDS = {name: name for name in LABELS} | {"answers": "support_first"}  # of a Row
SUPPORT, TEAM = "support", "team"
SAID = {"": SUPPORT, "support": SUPPORT, "team": TEAM, "the team": TEAM, "owning team": TEAM}
MOST_RULES, LONGEST_RULE, LONGEST_KEYWORD = 50, 200, 80
Texts = dict[str, str]  # by the names in LABELS


@dataclass(frozen=True)
class Row:
    team: Team | None
    support_first: bool
    label: str
    group: ProductGroup | None
    pages: tuple[str, ...]
    keywords: tuple[str, ...]


@dataclass
class Known:
    """Teams and groups by what people call them."""

    teams: dict[str, Team] = field(default_factory=dict)
    groups: dict[str, ProductGroup] = field(default_factory=dict)


def known_now() -> Known:
    """Two statements."""
    known = Known()
    for team in Team.objects.order_by("name"):
        known.teams |= {team.slug: team, team.name.casefold(): team}
    for group in ProductGroup.objects.all():
        known.groups |= {group.slug: group, group.name.casefold(): group}
    return known


def texts_of(owner: Ownership) -> Texts:
    return {
        "team": owner.team.name if owner.team else "",
        "answers": SUPPORT if owner.support_first else TEAM,
        "label": owner.label,
        "group": owner.group.name if owner.group else "",
        "pages": ", ".join(owner.page_rules),
        "keywords": ", ".join(owner.keywords),
    }


def as_texts(row: Row) -> Texts:
    return {
        "team": row.team.name if row.team else "",
        "answers": SUPPORT if row.support_first else TEAM,
        "label": row.label,
        "group": row.group.name if row.group else "",
        "pages": ", ".join(row.pages),
        "keywords": ", ".join(row.keywords),
    }


def digest_of(texts: Texts) -> str:
    """Tells whether somebody changed the row meanwhile."""
    joined = "\x1f".join(texts[name] for name in LABELS)
    return hashlib.sha256(joined.encode()).hexdigest()[:16]


def read_row(given: Mapping[str, str], known: Known) -> Row:
    """Raises ValidationError by the names in LABELS."""
    wrong: dict[str, list[str]] = {}

    def read(name: str, reader: Callable[[str, Known], Any]) -> Any:
        try:
            return reader(given.get(name, "").replace("\x00", "").strip(), known)
        except ValidationError as error:
            wrong[name] = error.messages
            return None

    values = {name: read(name, reader) for name, reader in READERS.items()}
    if values["answers"] is False and values["team"] is None and "team" not in wrong:
        wrong["team"] = ["Choose the team that answers, or let support answer first."]
    if wrong:
        raise ValidationError(wrong)
    return Row(**{field: values[name] for name, field in FIELDS.items()})


def _team(text: str, known: Known) -> Team | None:
    if not text:
        return None
    if found := known.teams.get(text.casefold()):
        return found
    raise ValidationError(_unknown("team", text, (team.name for team in known.teams.values())))


def _group(text: str, known: Known) -> ProductGroup | None:
    if not text:
        return None
    if found := known.groups.get(text.casefold()):
        return found
    names = (group.name for group in known.groups.values())
    raise ValidationError(_unknown("product group", text, names))


def _unknown(what: str, text: str, names: Iterable[str]) -> str:
    there = ", ".join(dict.fromkeys(names)) or "none yet"
    return f"There is no {what} “{text[:80]}”. There are: {there}."


def _answers(text: str, _: Known) -> bool:
    found = SAID.get(text.casefold())
    if found is None:
        raise ValidationError(f"“{text[:40]}” answers nobody. Write support or team.")
    return found == SUPPORT


def _label(text: str, _: Known) -> str:
    return next(iter(clean_tags([text])), "")


def _pages(text: str, _: Known) -> tuple[str, ...]:
    rules = _list(text, "page rules")
    for rule in rules:
        if len(rule) > LONGEST_RULE:
            raise ValidationError(f"A page rule has at most {LONGEST_RULE} characters.")
        if " " in rule or not ("/" in rule or "." in rule):
            raise ValidationError(
                f"“{rule[:60]}” is no page. Write a path or a host: /exports/*, app.acme.example."
            )
    return tuple(dict.fromkeys(cleaned for rule in rules if (cleaned := clean_rule(rule))))


def _keywords(text: str, _: Known) -> tuple[str, ...]:
    words = _list(text, "keywords")
    for word in words:
        if len(word) > LONGEST_KEYWORD:
            raise ValidationError(f"A keyword has at most {LONGEST_KEYWORD} characters.")
        if not re.search(r"\w", word):
            raise ValidationError(f"“{word}” has no letter in it.")
    return tuple(words)


def _list(text: str, what: str) -> list[str]:
    parts = (" ".join(part.split()) for part in re.split(r"[,;\n]", text))
    found = list({part.casefold(): part for part in parts if part}.values())
    if len(found) > MOST_RULES:
        raise ValidationError(f"At most {MOST_RULES} {what}.")
    return found


READERS: dict[str, Callable[[str, Known], Any]] = {
    "team": _team,
    "answers": _answers,
    "label": _label,
    "group": _group,
    "pages": _pages,
    "keywords": _keywords,
}
