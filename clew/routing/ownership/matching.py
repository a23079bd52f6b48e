"""Which area a page or some words point to. Pure: values in, values out.

A page rule is a host, a path or both, in which ``*`` stands for anything: ``/exports/*``,
``app.heron.example/billing*``, ``*.heron.example/*/members``. A keyword is a word or a phrase, in
upper or lower case; with ``*`` at its end it is the beginning of one.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

MOST_TEXT = 20_000  # characters of a message that are looked at


@dataclass(frozen=True)
class AreaRules:
    """What points to one area."""

    area: str
    page_rules: Sequence[str] = ()
    keywords: Sequence[str] = ()


@dataclass(frozen=True)
class Match:
    """``reason`` goes on after “Product area Exports: ”."""

    area: str
    how: str  # page or keyword
    rule: str
    reason: str


def matched(areas: Sequence[AreaRules], *, url: str, subject: str, body: str) -> Match | None:
    """The page tells more than words do: somebody who is there has something to do with it."""
    return by_page(areas, url) or by_keyword(areas, subject=subject, body=body)


def by_page(areas: Sequence[AreaRules], url: str) -> Match | None:
    """The rule that says most wins; of two that say as much, that of the first area."""
    page = page_of(url)
    if not page:
        return None
    hits = [
        (len(rule.replace("*", "")), area.area, rule)
        for area in areas
        for rule in area.page_rules
        if page_matches(rule, url)
    ]
    if not hits:
        return None
    _, name, rule = max(hits, key=lambda hit: hit[0])
    host, path = page
    shown = path if rule.startswith("/") else host + path
    return Match(name, "page", rule, f"the page {shown[:120]} matched {rule}")


def by_keyword(areas: Sequence[AreaRules], *, subject: str, body: str) -> Match | None:
    """Most different keywords win, then those of the subject, then the first area."""
    subject, body = subject.casefold(), body[:MOST_TEXT].casefold()
    best: tuple[tuple[int, int], str, list[str], bool] | None = None
    for area in areas:
        found = [word for word in area.keywords if _has(word, f"{subject}\n{body}")]
        titled = [word for word in found if _has(word, subject)]
        score = (len(found), len(titled))
        if found and (best is None or score > best[0]):
            best = (score, area.area, titled + [w for w in found if w not in titled], bool(titled))
    if best is None:
        return None
    _, name, words, in_subject = best
    place = "the subject" if in_subject else "the message"
    return Match(name, "keyword", words[0], f"{place} has “{words[0].rstrip('*')}” in it")


def page_matches(rule: str, url: str) -> bool:
    page, pattern = page_of(url), clean_rule(rule).casefold()
    if not page or not pattern:
        return False
    host, path = (part.casefold() for part in page)
    text = path if pattern.startswith("/") else host + path
    if "#" not in pattern:
        text = text.partition("#")[0].rstrip("/") or "/"
    found = fits(pattern, text)
    if not found and pattern.endswith("/*"):
        found = fits(pattern.removesuffix("/*") or "/", text)  # /exports/* is /exports too
    return found or ("/" not in pattern and fits(pattern, host))


def page_of(url: str) -> tuple[str, str] | None:
    """Host and path, with the part after # where there is one; None for what is no address."""
    try:
        parts = urlsplit(url.strip()[:2000])
        host = parts.hostname or ""
    except ValueError:
        return None
    if not host:
        return None
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    return host, (parts.path or "/") + fragment


def fits(pattern: str, text: str) -> bool:
    """As a shell would, in linear time however many stars there are."""
    first, *rest = pattern.split("*")
    if not rest:
        return pattern.rstrip("/") == text.rstrip("/")
    if not text.startswith(first):
        return False
    at, last = len(first), rest.pop()
    for part in rest:
        found = text.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return len(text) - at >= len(last) and text.endswith(last)


def clean_rule(rule: str) -> str:
    """Without the scheme and what follows a question mark: those say nothing of the place."""
    rule = "".join(rule.split())
    return re.sub(r"^[a-z]+://", "", rule, flags=re.IGNORECASE).partition("?")[0]


def words_in(keywords: Iterable[str], text: str) -> list[str]:
    text = text[:MOST_TEXT].casefold()
    return [word for word in keywords if _has(word, text)]


def _has(keyword: str, text: str) -> bool:
    words = keyword.casefold().rstrip("*").split()
    if not words or not all(word in text for word in words):  # most are not: no pattern is made
        return False
    end = "" if keyword.endswith("*") else r"(?!\w)"
    pattern = r"(?<!\w)" + r"\s+".join(map(re.escape, words)) + end
    return re.search(pattern, text) is not None
