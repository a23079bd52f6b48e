"""One part of text as it is to be shown."""

import re
from contextvars import ContextVar
from typing import NamedTuple

from clew.channels.email.parsing.charsets import decode
from clew.channels.email.parsing.flowed import unflowed
from clew.channels.email.parsing.parsed import File
from clew.channels.email.parsing.safe_html import safe_html, with_remote_images
from clew.channels.email.parsing.sealed_parts import INLINE, without_armour
from clew.channels.email.parsing.structure import Part
from clew.channels.email.parsing.uuencoded import without_uuencoded
from clew.channels.email.parsing.words import html_of_text, text_of_html

MAX_TEXT = 2_000_000
REMOTE_PICTURES = ContextVar("REMOTE_PICTURES", default=False)
META = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE
)
TAG = re.compile(r"<[^<>]*>")
PLAUSIBLE = re.compile(r"<[/!]?[A-Za-z][^<>]{0,300}>|&[a-z]+;")
HIDES = re.compile(r"<(/?)(?:style|script|head)\b[^<>]*>|(<!--)|(-->)", re.IGNORECASE)
ENRICHED = re.compile(r"<param>[^<]{0,200}</param>|<(?!<)/?[A-Za-z-]{1,60}>", re.IGNORECASE)
HTML_START = re.compile(r"\s*(?:<!doctype html|<html)\b", re.IGNORECASE)


class Shown(NamedTuple):
    """Either may be "": text that came without HTML, HTML that came without text."""

    text: str
    html: str = ""  # safe
    remote_images: int = 0

    @property
    def words(self) -> str:
        return self.text or (text_from(self.html) if self.html else "")

    @property
    def markup(self) -> str:
        return self.html or (html_from(self.text) if self.text.strip() else "")


NOTHING = Shown("")


def together(shown: list[Shown]) -> Shown:
    """One behind the other, in order."""
    if len(shown) == 1:
        return shown[0]
    said = [each for each in shown if each.text.strip() or each.html]
    if not said:
        return NOTHING
    has_html = any(each.html for each in said)
    return Shown(
        "\n\n".join(each.words.strip("\n") for each in said),
        "\n".join(each.markup for each in said) if has_html else "",
        sum(each.remote_images for each in said),
    )


def shown_of(part: Part, hint: str) -> tuple[Shown, list[File]]:
    """With the files that were written into the text itself."""
    raw = part.content
    label = part.parameters.get("charset", "")
    if part.type == "text/html":
        found = META.search(raw[:4096])
        label = label or (found[1].decode() if found else "")
        return _html(part, text_in(part, raw, label, hint))
    text = text_in(part, raw, label, hint)
    if HTML_START.match(text) and "</" in text:
        part.problems.append("The text calls itself plain and is HTML.")
        return _html(part, text)
    text, files = without_uuencoded(without_armour(_plain(part, text)))
    return Shown(text), files


def _plain(part: Part, text: str) -> str:
    if part.type in {"text/enriched", "text/richtext"}:
        text = re.sub(r"\n(\n+)", r"\1", ENRICHED.sub("", text)).replace("<<", "<")
    if part.parameters.get("format", "").lower() == "flowed":
        text = unflowed(text, delsp=part.parameters.get("delsp", "").lower() == "yes")
    if INLINE in text:
        part.problems.append("The text, or a part of it, is encrypted with OpenPGP.")
    return text


def text_in(part: Part, raw: bytes, label: str, hint: str) -> str:
    if len(raw) > MAX_TEXT * 2:
        raw = raw[: MAX_TEXT * 2]
        part.problems.append("Its text is very long; only the beginning is shown.")
    text = decode(raw, label, part.problems, hint).replace("\r\r\n", "\n")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > MAX_TEXT:
        part.problems.append("Its text is very long; only the beginning is shown.")
    return text[:MAX_TEXT]


def _html(part: Part, html: str) -> tuple[Shown, list[File]]:
    """HTML that is there and shows nothing, because it is damaged, is kept as a file."""
    try:
        safe = with_remote_images(html) if REMOTE_PICTURES.get() else safe_html(html)
    except Exception:  # noqa: BLE001  a mail whose HTML breaks the sanitiser is read as text
        return Shown(_bare(html).strip()), []
    if not safe.remote_images and not _shows_anything(safe.html) and _says_anything(html):
        part.problems.append("Its HTML is damaged and shows nothing; it is attached as a file.")
        return NOTHING, [File(part.filename or "damaged.html.txt", "text/plain", html.encode())]
    return Shown("", safe.html, safe.remote_images), []


def _shows_anything(html: str) -> bool:
    return "<img" in html or bool(re.search(r"[^\W_]{2}", _bare(html)))


def _says_anything(html: str) -> bool:
    """Also within a tag that never ends and so swallows the rest."""
    return bool(re.search(r"[^\W_]{2}", PLAUSIBLE.sub(" ", _without_hidden(html))))


def _bare(html: str) -> str:
    return TAG.sub(" ", _without_hidden(html))


def _without_hidden(html: str) -> str:
    """Words outside of tags, styles and scripts, roughly, and quickly whatever it holds."""
    words: list[str] = []
    hidden = False
    start = 0
    for found in HIDES.finditer(html):
        if not hidden:
            words.append(html[start : found.start()])
        hidden = bool(found[2]) or not (found[1] or found[3])
        start = found.end()
    words.append(html[start:])  # what never ends hides nothing
    return "".join(words)


def text_from(html: str) -> str:
    try:
        return text_of_html(html)
    except Exception:  # noqa: BLE001  the words matter more than their layout
        return re.sub(r"[ \t]+", " ", _bare(html)).strip()


def html_from(text: str) -> str:
    try:
        return html_of_text(text)
    except Exception:  # noqa: BLE001  without HTML the text is shown
        return ""
