"""A mail's HTML as a tree that holds nothing dangerous, for those that read or change it."""

import re
from typing import Any, TypeAlias

import nh3
from lxml import etree, html

Element: TypeAlias = Any  # an element of lxml, which ships no types

TEXT = {"a", "abbr", "b", "br", "code", "del", "em", "i", "img", "ins", "s", "small", "strong"}
TEXT |= {"sub", "sup", "u", "font", "span", "strike", "tt", "kbd", "samp", "var", "q", "cite"}
HEADINGS = {f"h{level}" for level in range(1, 7)}
BLOCKS = {"blockquote", "dd", "div", "dl", "dt", "hr", "li", "ol", "p", "pre", "ul"} | HEADINGS
TABLES = {"caption", "table", "tbody", "td", "tfoot", "th", "thead", "tr"}
# Boxes that we show as a plain one.
BOXES = {"address", "article", "aside", "body", "center", "details", "fieldset", "figcaption"}
BOXES |= {"figure", "footer", "form", "header", "main", "nav", "section", "summary"}
# What is inside goes with the tag.
DROPPED = {"applet", "audio", "canvas", "embed", "frameset", "head", "iframe", "math", "noembed"}
DROPPED |= {"noframes", "noscript", "object", "script", "select", "style", "svg", "template"}
DROPPED |= {"textarea", "title", "video", "xml", "xmp", "plaintext"}
# Enough to understand what a mail means; safe_html throws most of it away afterwards.
UNDERSTOOD = {"align", "alt", "background", "class", "colspan", "dir", "height", "hidden", "href"}
UNDERSTOOD |= {"id", "role", "rowspan", "src", "start", "style", "title", "type", "width", "name"}
UNDERSTOOD |= {"data-mail"}

MAX_LENGTH = 3_000_000  # characters; beyond it the rest is left to the original
# What nh3 takes a multiple of the time for: four times for twice as many in one text.
MOST_ESCAPED, MOST_TAGS = 50_000, 200_000
MAX_DEPTH = 400  # nested elements; deeper ones take quadratic time, and no client writes them
NEVER_NESTED = {"area", "base", "basefont", "br", "col", "dd", "dt", "hr", "img", "input", "li"}
NEVER_NESTED |= {"link", "meta", "option", "p", "source", "td", "th", "tr", "wbr", "body", "html"}
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
ANY_TAG = re.compile(r"<[^<>]*>|<!--.*?-->", re.DOTALL)
LONG_DATA = re.compile(r"data:[\w/+.;=-]{0,80},[A-Za-z0-9+/=%\s]{64,}")
# What XML cannot hold: control characters and halves of characters.
UNSPEAKABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad\u034f\u061c\u180e"
BLANKS = INVISIBLE + " \t\r\n\xa0\u2007\u2009\u202f"


def tree_of(source: str) -> Element:
    """A ``div`` around it all. Takes anything."""
    understood = _understood(_bounded(readable(source)))
    clean = UNSPEAKABLE.sub("", understood)  # some were written as entities
    root: Element = html.fragment_fromstring(
        f"<div>{clean}</div>", parser=html.HTMLParser(huge_tree=True)
    )
    for element in root.iter():
        if element.tag in BOXES:
            element.tag = "div"
    return root


def html_of_tree(root: Element) -> str:
    """Without the ``div`` around it all."""
    written: str = etree.tostring(root, method="html", encoding="unicode", with_tail=False)
    return written[written.index(">") + 1 : written.rindex("</")].strip()


def readable(text: str) -> str:
    """Without characters that no page can hold, one kind of line end, not endless."""
    shortened = LONG_DATA.sub("data:,", text) if "data:" in text else text
    lines = shortened[:MAX_LENGTH].replace("\r\n", "\n").replace("\r", "\n")
    return UNSPEAKABLE.sub("", lines)


def _bounded(text: str) -> str:
    """Nobody writes so much of these; what comes then is left to the original."""
    if text.count("\xa0") > MOST_ESCAPED:
        text = text.replace("\xa0", " ")
    if text.count("&nbsp;") > MOST_ESCAPED:
        text = text.replace("&nbsp;", " ")
    return _until(_until(text, "&", MOST_ESCAPED), "<", MOST_TAGS)


def _until(text: str, mark: str, most: int) -> str:
    if text.count(mark) <= most:
        return text
    at = -1
    for _ in range(most + 1):
        at = text.index(mark, at + 1)
    return text[:at]


def is_blank(text: str | None) -> bool:
    return not text or not text.strip(BLANKS)


def stands_in_boxes(root: Element) -> bool:
    """Nothing of it is bare text, so that a page can place its parts one below the other."""
    boxes = BLOCKS | {"table"}
    return is_blank(root.text) and all(each.tag in boxes and is_blank(each.tail) for each in root)


def drop(element: Element) -> None:
    """With what is inside; what follows it stays."""
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    tail = element.tail or ""
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)


def _understood(source: str) -> str:
    """Only tags that we know, with what helps to understand them; safe already but for styles."""
    if _is_too_deep(source):
        source = ANY_TAG.sub(" ", source)
    return nh3.clean(
        source,
        tags=TEXT | BLOCKS | TABLES | BOXES,
        clean_content_tags=DROPPED,
        attributes={"*": UNDERSTOOD},
        url_schemes={"http", "https", "mailto", "cid", "data"},
        link_rel=None,
    )


def _is_too_deep(source: str) -> bool:
    depth = 0
    for closing, name in TAG.findall(source):
        if name.lower() not in NEVER_NESTED:
            depth = max(0, depth + (-1 if closing else 1))
            if depth > MAX_DEPTH:
                return True
    return False
