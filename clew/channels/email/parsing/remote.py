"""Pictures of a mail: its own stay, those from elsewhere would tell who reads it, and when."""

import re

from clew.channels.email.parsing.tree import Element, drop

ELSEWHERE = re.compile(r"(?:https?:)?//", re.IGNORECASE)
BACKGROUND = re.compile(r"url\(['\"]?(?:https?:)?//")
SIZE = re.compile(r"\s*([0-9]{1,5})(?:px)?\s*")
STYLED_SIZE = re.compile(r"(?:^|;)(?:max-)?(?:width|height):([0-9]{1,5})(?:px)?(?:;|$)")
TINY = 3  # pixels; nobody sees it, so it is there to be loaded
WIDEST = 1200


class Pictures:
    def __init__(self, *, allowed: bool) -> None:
        self.allowed = allowed
        self.blocked = 0

    def note_background(self, element: Element, style: str) -> None:
        """Backgrounds are never shown."""
        named = element.get("background") or ""
        if ELSEWHERE.match(named.strip()) or BACKGROUND.search(style):
            self.blocked += 1

    def settle(self, picture: Element) -> None:
        source = (picture.get("src") or "").strip()
        if source.lower().startswith("cid:"):
            _tell_size(picture)
        elif not ELSEWHERE.match(source):
            if source.lower().startswith("data:"):
                self.blocked += 1
            _leave_words(picture)
        elif not self.allowed or _is_tiny(picture):
            self.blocked += 1
            _leave_words(picture)
        else:
            picture.set("src", "https://" + source.split("//", 1)[1])
            _tell_size(picture)


def _is_tiny(picture: Element) -> bool:
    style = (picture.get("style") or "").lower().replace(" ", "")
    sizes = [SIZE.fullmatch(picture.get(name) or "") for name in ("width", "height")]
    found = [int(size[1]) for size in sizes if size]
    found += [int(size) for size in STYLED_SIZE.findall(style)]
    return bool(found) and min(found) <= TINY


def _tell_size(picture: Element) -> None:
    for name in ("width", "height"):
        size = SIZE.fullmatch(picture.get(name) or "")
        if size and 0 < int(size[1]) <= WIDEST:
            picture.set(name, size[1])
        else:
            picture.attrib.pop(name, None)


def _leave_words(picture: Element) -> None:
    """What it says instead, for buttons and headings that are pictures."""
    alt = " ".join((picture.get("alt") or "").split())
    if not alt or _is_tiny(picture):
        drop(picture)
        return
    picture.attrib.clear()
    picture.tag = "span"
    picture.text = alt[:200]
