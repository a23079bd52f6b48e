"""“Who owns this?”: an area, a feature, an address or a word, answered with who to ask."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from clew.core import clock
from clew.coverage.queries import away
from clew.people.models import Staff
from clew.people.working_hours import is_working, next_working
from clew.routing.models import Classification
from clew.routing.ownership.matching import AreaRules, by_keyword, page_matches
from clew.routing.queries.asked import first_words, page_of_ticket
from clew.routing.queries.ownership import (
    Ownership,
    areas_with_owners,
    ownership_of,
    smes_of_groups,
)
from clew.tickets.models import Ticket

ASKED = re.compile(r"^\s*(who\s+(owns|answers|is\s+responsible\s+for)\s+)", re.IGNORECASE)
MOST = 200  # characters of a question


@dataclass(frozen=True)
class Expert:
    """``next_on`` is when they are here again; None for who works now."""

    staff: Staff
    region: str
    works_now: bool
    is_away: bool
    next_on: datetime | None


@dataclass(frozen=True)
class Answer:
    """``why`` it is this area, in words; "" when its name says so."""

    owner: Ownership
    why: str
    experts: tuple[Expert, ...] = ()

    @property
    def working(self) -> list[Expert]:
        return [expert for expert in self.experts if expert.works_now]


def who_owns(asked: str, *, most: int = 20) -> list[Answer]:
    """The best first. One statement, and two more when something was found."""
    text = ASKED.sub("", asked[:MOST]).strip().rstrip("?").replace("\x00", "").strip()
    owners = _owners()
    if not text:
        return with_experts([Answer(owner, "") for owner in owners])
    scored = [(*_score(owner, text), owner) for owner in owners]
    found = sorted((hit for hit in scored if hit[0]), key=lambda hit: -hit[0])
    return with_experts([Answer(owner, why) for _, why, owner in found[:most]])


def who_owns_ticket(ticket: Ticket) -> list[Answer]:
    """By its area, with how it came to it; without one, what its page and words point to."""
    owners = _owners(retired=True)
    if ticket.area:
        known = Classification.objects.filter(ticket=ticket, area=ticket.area).first()
        why = known.reason if known else ""
        return with_experts([Answer(each, why) for each in owners if each.name == ticket.area])
    url = page_of_ticket(ticket)
    hits = [(each, rule) for each in owners if (rule := _rule(each, url))]
    pages = [Answer(each, f"the page matches {rule}") for each, rule in hits]
    rules = [AreaRules(each.name, (), each.keywords) for each in owners if each.keywords]
    said = by_keyword(rules, subject=ticket.subject, body=first_words(ticket))
    worded = [Answer(each, said.reason) for each in owners if said and each.name == said.area]
    names = {answer.owner.name for answer in pages}
    return with_experts([*pages, *(each for each in worded if each.owner.name not in names)])


def with_experts(answers: Sequence[Answer]) -> list[Answer]:
    if not answers:
        return []
    groups = {answer.owner.group for answer in answers if answer.owner.group}
    smes = smes_of_groups(groups) if groups else {}
    now = clock.now()
    out = away({sme.staff_id for each in smes.values() for sme in each}, now) if smes else {}
    found = []
    for answer in answers:
        group = answer.owner.group
        experts = tuple(
            _expert(sme.staff, sme.region.name, sme.staff_id in out, now)
            for sme in (smes.get(group.pk, []) if group else [])
            if sme.staff.is_active
        )
        found.append(Answer(answer.owner, answer.why, experts))
    return found


def _expert(staff: Staff, region: str, is_away: bool, now: datetime) -> Expert:
    works = not is_away and is_working(staff.working_hours, staff.time_zone, now)
    later = None if works else next_working(staff.working_hours, staff.time_zone, now)
    return Expert(staff, region, works, is_away, None if is_away else later)


def _owners(*, retired: bool = False) -> list[Ownership]:
    return [ownership_of(area) for area in areas_with_owners(retired=retired)]


def _score(owner: Ownership, text: str) -> tuple[int, str]:
    """How well it fits, 0 for not, and why when its name does not say it."""
    area = owner.area
    if area is None:
        return 0, ""
    if rule := _rule(owner, _address(text)):
        return 50 + len(rule), f"the page matches {rule}"
    words, name = text.casefold().split(), area.name.casefold()
    if all(word in name for word in words):
        return (40 if name.startswith(words[0]) else 30), ""
    if keyword := next((each for each in owner.keywords if _near(each, text)), ""):
        return 20, f"“{keyword.rstrip('*')}” is one of its keywords"
    if owner.label and all(word in owner.label for word in words):
        return 15, f"its label is {owner.label}"
    return _by_people(owner, words)


def _by_people(owner: Ownership, words: Sequence[str]) -> tuple[int, str]:
    whole = ((owner.group, "its product group is"), (owner.team, "it belongs to"))
    for thing, said in whole:
        if thing is not None and _has(words, thing.name):
            return 10, f"{said} {thing.name}"
    if owner.area and _has(words, owner.area.description):
        return 5, owner.area.description
    return 0, ""


def _has(words: Iterable[str], text: str) -> bool:
    return all(word in text.casefold() for word in words)


def _near(keyword: str, text: str) -> bool:
    """Either has the other in it; a question of two letters fits nothing."""
    known, asked = keyword.casefold().rstrip("*"), text.casefold()
    return len(asked) > 2 and (asked in known or known in asked)  # noqa: PLR2004  said above


def _rule(owner: Ownership, url: str) -> str:
    return next((rule for rule in owner.page_rules if url and page_matches(rule, url)), "")


def _address(text: str) -> str:
    """An address as it may be typed: whole, without its scheme, or a path alone."""
    if " " in text or not ("/" in text or "." in text):
        return ""
    if "://" in text:
        return text
    return f"https://any.example{text}" if text.startswith("/") else f"https://{text}"
