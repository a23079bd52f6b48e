"""Links that say one address and lead to another are told apart in words."""

import re
from urllib.parse import urlsplit

from clew.channels.email.parsing.tree import Element

# A text that is itself an address of a page or of a mailbox.
PAGE = re.compile(
    r"(?:https?://)?((?:[\w-]+\.)+[^\W\d_]{2,24})(?::\d+)?(?:[/?#]\S*)?", re.IGNORECASE
)
MAILBOX = re.compile(r"[\w.+'-]+@((?:[\w-]+\.)+[^\W\d_]{2,24})", re.IGNORECASE)
FILE_NAMES = {"txt", "pdf", "doc", "docx", "xls", "xlsx", "png", "jpg", "jpeg", "zip", "csv", "log"}
FILE_NAMES |= {"html", "htm", "js", "py", "json", "xml", "md", "eml", "gif", "yaml", "yml"}


def say_where_links_lead(root: Element) -> None:
    for link in root.iter("a"):
        target = (link.get("href") or "").strip()
        elsewhere = misleads("".join(link.itertext()).strip(), target)
        if elsewhere:
            _say(link, f" (leads to {elsewhere})")


def misleads(text: str, target: str) -> str:
    """The host or mailbox that it really leads to, if the text says another one."""
    real = _host(target)
    if not real:
        return ""
    if target.lower().startswith("mailto:"):
        said = MAILBOX.fullmatch(text)
        return real if said and text.lower() != real else ""
    said = PAGE.fullmatch(text) or MAILBOX.fullmatch(text)
    if said and not _belongs(real, said[1].lower()) and not _is_file(text):
        return real
    strange = not real.isascii() or "xn--" in real
    return _written(real) if strange and _written(real) not in text else ""


def _host(target: str) -> str:
    if target.lower().startswith("mailto:"):
        return target[7:].split("?", 1)[0].lower()
    try:
        return (urlsplit(target).hostname or "").rstrip(".").lower()
    except ValueError:
        return ""


def _belongs(real: str, said: str) -> bool:
    """The same host, or one inside the other's domain."""
    mine, theirs = real.removeprefix("www."), said.removeprefix("www.")
    return mine == theirs or mine.endswith(f".{theirs}")


def _is_file(text: str) -> bool:
    return "/" not in text and text.rsplit(".", 1)[-1].lower() in FILE_NAMES


def _written(host: str) -> str:
    """As the network knows it: letters that only look like others show."""
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        return host


def _say(link: Element, words: str) -> None:
    note = link.makeelement("em")
    note.text = words.strip()
    tail, link.tail = link.tail, " "
    note.tail = tail
    link.addnext(note)
    if note.tail != tail:  # addnext moves the tail of the link with it
        note.tail = tail
