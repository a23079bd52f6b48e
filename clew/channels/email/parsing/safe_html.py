"""A mail's HTML, safe to show: no scripts, no styles that act, no loads from elsewhere."""

import re
from typing import NamedTuple

import nh3

from clew.channels.email.parsing.link_marks import say_where_links_lead
from clew.channels.email.parsing.parts_of_mail import mark_parts
from clew.channels.email.parsing.remote import Pictures
from clew.channels.email.parsing.tidying import tidy
from clew.channels.email.parsing.tree import (
    BLOCKS,
    HEADINGS,
    TABLES,
    Element,
    drop,
    html_of_tree,
    tree_of,
)

EMPHASIS = {"a", "b", "br", "code", "del", "em", "i", "img", "ins", "s", "small", "strong"}
TAGS = EMPHASIS | {"sub", "sup", "u"} | BLOCKS | TABLES | HEADINGS
ATTRIBUTES = {
    "*": {"dir", "data-mail"},
    "a": {"href", "title"},
    "img": {"alt", "height", "src", "width"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
LINKS = ("http://", "https://", "mailto:")
NUMBER = re.compile(r"[0-9]{1,4}")
HIDDEN = re.compile(r"display:none|mso-hide:all|visibility:hidden")
BOLD = re.compile(r"font-weight:(bold|[6-9]00)")
STRUCK = re.compile(r"text-decoration[a-z-]*:[^;]*line-through")


class Safe(NamedTuple):
    html: str
    remote_images: int


def safe_html(html: str) -> Safe:
    """Pictures from elsewhere are taken out and counted."""
    return _made_safe(html, Pictures(allowed=False))


def with_remote_images(html: str) -> Safe:
    """For the one who clicked: pictures from elsewhere stay, over https only.

    Pictures nobody can see, which only tell that the mail was read, stay out and are counted.
    """
    return _made_safe(html, Pictures(allowed=True))


def cleaned(html: str, *, remote: bool = False) -> str:
    """The last gate: whatever came before it, nothing else than our list passes."""

    def kept(tag: str, name: str, value: str) -> str | None:
        return _kept(tag, name, value, remote=remote)

    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=kept,
        url_schemes={"http", "https", "mailto", "cid"},
        link_rel="noopener nofollow ugc",
    )


def _made_safe(source: str, pictures: Pictures) -> Safe:
    if not source.strip():
        return Safe("", 0)
    root = tree_of(source)
    mark_parts(root)
    for element in list(root.iter()):
        if element is not root:
            _understand(element, pictures)
    say_where_links_lead(root)
    tidy(root)
    return Safe(cleaned(html_of_tree(root), remote=pictures.allowed).strip(), pictures.blocked)


def _understand(element: Element, pictures: Pictures) -> None:
    """What its style meant becomes tags; what is not shown in the sender's program goes."""
    style = (element.get("style") or "").lower().replace(" ", "")
    pictures.note_background(element, style)
    if "hidden" in element.attrib or HIDDEN.search(style):
        drop(element)
    elif element.tag == "img":
        pictures.settle(element)
    elif element.tag in {"span", "font"}:
        element.tag = _emphasis(style) or "span"
    elif element.tag in {"tt", "kbd", "samp"}:
        element.tag = "code"
    elif element.tag == "strike":
        element.tag = "s"


def _emphasis(style: str) -> str:
    if BOLD.search(style):
        return "strong"
    if "font-style:italic" in style:
        return "em"
    return "s" if STRUCK.search(style) else ""


def _kept(tag: str, name: str, value: str, *, remote: bool) -> str | None:
    if name == "href":
        return value if value.strip().lower().startswith(LINKS) else None
    if name == "src":
        wanted = ("cid:", "https://") if remote else ("cid:",)
        return value if value.lower().startswith(wanted) else None
    if name == "dir":
        return value if value in {"rtl", "ltr", "auto"} else None
    if name == "data-mail":
        return value if value in {"quote", "header", "signature"} else None
    if name in {"colspan", "height", "rowspan", "start", "width"}:
        return value if NUMBER.fullmatch(value) else None
    return value if tag in {"a", "img"} else None
