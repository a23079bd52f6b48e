"""What is shown of how a message came by mail. Costs no statement: it is on the message."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from django import template

from clew.core.templatetags.ui import day
from clew.tickets.models import Attachment, AuthorKind, Message

register = template.Library()
AUTOMATIC = {
    "out-of-office": "Out of office",
    "auto-generated": "Automatic message",
    "bulk": "Mass mailing",
    "receipt": "Receipt",
}
SHOWN = 3  # names of a list of recipients; the others are in the tooltip
# What a double click may run, or what may hold it.
DANGEROUS = {
    "ade", "adp", "apk", "app", "application", "appref-ms", "appx", "bat", "bin", "cab", "chm",
    "cmd", "com", "cpl", "crx", "deb", "diagcab", "dll", "dmg", "docm", "dotm", "exe", "gadget",
    "hta", "htm", "html", "img", "inf", "ins", "iso", "isp", "jar", "jnlp", "js", "jse", "lib",
    "lnk", "mde", "mht", "mhtml", "msc", "msi", "msix", "msp", "mst", "nsh", "one", "pif", "pkg",
    "potm", "ppam", "ppsm", "pptm", "ps1", "psm1", "reg", "rpm", "scf", "scr", "sct",
    "settingcontent-ms", "sh", "shtml", "svg", "svgz", "swf", "sys", "url", "vb", "vbe", "vbs",
    "vhd", "vhdx", "vxd", "wsc", "wsf", "wsh", "xhtml", "xlam", "xll", "xlsb", "xlsm", "xltm",
    "xml", "xsl",
}  # fmt: skip


@dataclass(frozen=True)
class Mark:
    words: str
    icon: str
    title: str = ""
    tone: str = ""


@register.filter
def mail_marks(message: Message) -> list[Mark]:
    """What an agent must know of it, the most important first."""
    known: Mapping[str, Any] = message.mail or {}
    if not known or message.author_kind == AuthorKind.SYSTEM:
        return []
    found = [_proof(known), _participant(known), _automatic(known), _forwarded(known)]
    found += [_copied(known), _pictures(known), _problems(known)]
    found += [Mark("Written by mail", "mail")] if known.get("by_mail") else []
    return [mark for mark in found if mark]


@register.filter
def is_dangerous(file: Attachment) -> bool:
    return file.filename.rstrip(". ").rpartition(".")[2].lower() in DANGEROUS


def _proof(known: Mapping[str, Any]) -> Mark | None:
    if known.get("verdict") not in {"fail", "none"} or known.get("claims_customer"):
        return None  # the line above the message says it
    said = str(known.get("said", "")) or "Nothing proves that it comes from this address."
    return Mark("Sender not proven", "alert", said, "amber")


def _participant(known: Mapping[str, Any]) -> Mark | None:
    if not known.get("unverified_participant"):
        return None
    title = "This person was not part of the ticket before. Check before you share anything."
    return Mark("Unverified participant", "user", title, "amber")


def _automatic(known: Mapping[str, Any]) -> Mark | None:
    auto = known.get("auto")
    if not auto:
        return None
    words = AUTOMATIC.get(str(auto), "Automatic reply")
    until = _day_of(known.get("until"))
    title = "A mailbox wrote this by itself. It reopened nothing and nobody owes it an answer."
    return Mark(f"{words} · away until {until}" if until else words, "zap", title)


def _day_of(said: Any) -> str:
    try:
        noon = datetime.combine(date.fromisoformat(str(said)), time(12), tzinfo=UTC)
    except ValueError:
        return ""
    return day(noon)


def _forwarded(known: Mapping[str, Any]) -> Mark | None:
    who = str(known.get("forwarded_by", ""))
    return Mark(f"Forwarded by {who}", "out") if who else None


def _copied(known: Mapping[str, Any]) -> Mark | None:
    copied = [str(each) for each in known.get("cc", [])]
    if not copied:
        return None
    more = len(copied) - SHOWN
    words = ", ".join(copied[:SHOWN]) + (f" and {more} more" if more > 0 else "")
    return Mark(f"cc {words}", "users", ", ".join(copied))


def _pictures(known: Mapping[str, Any]) -> Mark | None:
    count = known.get("remote_images") or 0
    if not count:
        return None
    words = f"{count} remote picture{'' if count == 1 else 's'} blocked"
    return Mark(words, "eye", "The whole mail can show them.")


def _problems(known: Mapping[str, Any]) -> Mark | None:
    told = [str(each) for each in known.get("problems", [])]
    return Mark("Odd about this mail", "alert", " ".join(told)) if told else None
