"""What a page holds that can only have come from somebody's words; see tests/payloads.py."""

import re

from lxml import etree, html

NEVER = {
    "applet", "audio", "base", "bgsound", "embed", "foreignobject", "frame", "frameset", "image",
    "isindex", "keygen", "marquee", "math", "noembed", "object", "portal", "set", "video", "xmp",
    "xss", "animate", "annotation-xml", "mglyph", "listing",
}  # fmt: skip
ADDRESSES = {"href", "src", "action", "formaction", "xlink:href", "data", "poster", "srcset",
             "ping", "background", "cite", "manifest"}  # fmt: skip
LOADS = ADDRESSES - {"href", "cite"}
ACTS = re.compile(
    r"[\x00-\x20]*(?:j\s*a\s*v\s*a\s*s\s*c\s*r\s*i\s*p\s*t|vbscript|data:text)", re.IGNORECASE
)
ELSEWHERE = re.compile(r"[\x00-\x20]*(?:https?:)?[/\\]{2}", re.IGNORECASE)


def intruders(page: str, home: str = "") -> list[str]:
    """Empty for a page of ours. ``home`` is where we are, for addresses written whole."""
    if not page.strip():
        return []
    parser = html.HTMLParser(encoding="utf-8")
    tree = html.document_fromstring(f"<!doctype html>{page}".encode(), parser=parser)
    return [
        etree.tostring(element, encoding="unicode", with_tail=False)[:200]
        for element in tree.iter(etree.Element)
        if _is_foreign(element, home)
    ]


def _is_foreign(element: etree._Element, home: str) -> bool:
    tag = str(element.tag).lower()
    if tag in NEVER or "xss" in {element.get("id"), element.get("name")}:
        return True
    if tag == "script" and not element.get("src") and "json" not in element.get("type", ""):
        return True
    if tag == "meta" and element.get("http-equiv"):
        return True
    return any(
        _is_foreign_attribute(tag, name.lower(), value, home)
        for name, value in element.attrib.items()
    )


def _is_foreign_attribute(tag: str, name: str, value: str, home: str) -> bool:
    if name.startswith(("on", "hx-on", "data-hx-")) or not re.fullmatch(r"[\w:.@-]+", name):
        return True
    if name.startswith("hx-") and ELSEWHERE.match(value):
        return True
    if name in ADDRESSES and ACTS.match(value):
        return True
    loads = name in LOADS or (tag == "link" and name == "href")
    return loads and bool(ELSEWHERE.match(value)) and not (home and value.startswith(home))
