"""Raw bytes to a Parsed mail. Takes any bytes; raises nothing."""

import re
from urllib.parse import unquote

import msgspec

from clew.channels.email.parsing.addresses import addresses_of
from clew.channels.email.parsing.contents import Contents
from clew.channels.email.parsing.dates import date_of
from clew.channels.email.parsing.folding import Folded, fold
from clew.channels.email.parsing.header_lines import with_line_ends
from clew.channels.email.parsing.header_words import text_of
from clew.channels.email.parsing.message_ids import id_of, ids_of
from clew.channels.email.parsing.parsed import Address, File, Parsed
from clew.channels.email.parsing.shown_text import MAX_TEXT, REMOTE_PICTURES, Shown
from clew.channels.email.parsing.structure import Part, Reading

CID = re.compile(r"cid:([^\"'\s<>)]+)", re.IGNORECASE)
LABEL = re.compile(
    rb"(?i)charset\s*=\s*\"?([A-Za-z0-9_.:-]{2,40})|=\?([A-Za-z0-9_.:-]{2,40})\?[bq]\?"
)
UNSAFE = re.compile(r"[\"'&<>\s]")
NOBODY = Address("", "")
MAX_PROBLEMS = 50
HEADER_BYTES = 64_000
FOLDABLE_LINES = 5_000
FOLDABLE_TAGS = 60_000


def parse(raw: bytes, *, remote_pictures: bool = False) -> Parsed:
    REMOTE_PICTURES.set(remote_pictures)
    problems: list[str] = []
    if b"\0" in raw[:HEADER_BYTES]:
        problems.append("It holds NUL characters; they are left out.")
    root = Reading(problems).mail(with_line_ends(raw))
    hint = _charset_named(root)
    contents = Contents(problems, hint)
    shown = contents.of(root)
    parsed = Parsed(
        headers=[(name, text_of(value, hint)) for name, value in root.fields],
        invitation=contents.invitation,
        report_type=_report_type(root) or contents.report.type,
        report=contents.report.text,
        returned=contents.report.returned,
    )
    _read_people(parsed, root, hint, problems)
    _read_ids(parsed)
    parsed.subject = parsed.header("Subject")
    parsed.date = date_of(parsed.header("Date"), problems)
    _show(parsed, shown, contents.attached.files, problems)
    parsed.problems = list(dict.fromkeys(problems))[:MAX_PROBLEMS]
    return parsed


def _charset_named(root: Part) -> str:
    """The charset that the mail names somewhere, for what names none."""
    for part in root.walk():
        charset = part.parameters.get("charset", "")
        if charset and charset.lower() not in {"us-ascii", "utf-8"}:
            return charset
    words = b" ".join(value for name, value in root.fields if name.lower() in {"subject", "from"})
    found = LABEL.search(words)
    return (found[1] or found[2]).decode() if found else ""


def _report_type(root: Part) -> str:
    reports = (part for part in root.walk() if part.type == "multipart/report")
    return next((part.parameters.get("report-type", "").lower() for part in reports), "")


def _read_people(parsed: Parsed, root: Part, hint: str, problems: list[str]) -> None:
    named: dict[str, list[Address]] = {}
    for name, value in root.fields:
        if name.lower() in {"from", "sender", "return-path", "reply-to", "to", "cc"}:
            named.setdefault(name.lower(), []).extend(addresses_of(value, hint))
    usable = {name: [each for each in found if each.address] for name, found in named.items()}
    sender = usable.get("sender", [])
    parsed.sender = sender[0] if sender else NOBODY
    parsed.reply_to = _each_once(usable.get("reply-to", []))
    parsed.to = _each_once(usable.get("to", []))
    parsed.cc = _each_once(usable.get("cc", []))
    wrote = usable.get("from", [])
    if len({each.address for each in wrote}) > 1:
        problems.append("It names several senders; the first is taken.")
    if wrote:
        parsed.from_ = wrote[0]
        return
    other = sender or usable.get("return-path", [])
    name = next((each.name for each in named.get("from", []) if each.name), "")
    if other:
        problems.append("It has no From address; its sender's is taken.")
        parsed.from_ = Address(name or other[0].name, other[0].address)
    else:
        problems.append("It names no sender.")
        parsed.from_ = Address(name, "")


def _each_once(addresses: list[Address]) -> list[Address]:
    return list({each.address: each for each in reversed(addresses)}.values())[::-1]


def _read_ids(parsed: Parsed) -> None:
    parsed.message_id = id_of(parsed.header("Message-ID"))
    parsed.in_reply_to = ids_of(*parsed.all_headers("In-Reply-To"))
    parsed.references = ids_of(*parsed.all_headers("References"))


def _show(parsed: Parsed, shown: Shown, files: list[File], problems: list[str]) -> None:
    parsed.html, parsed.files = _with_pictures(shown.html, files)
    parsed.text = shown.words.strip("\n")
    if len(parsed.text) > MAX_TEXT or len(parsed.html) > MAX_TEXT * 2:
        problems.append("Its text is very long; only the beginning is shown.")
        parsed.text = parsed.text[:MAX_TEXT]
        parsed.html = "" if len(parsed.html) > MAX_TEXT * 2 else parsed.html
    parsed.remote_images = shown.remote_images
    folded = _folded(parsed.text, parsed.html, parsed.subject)
    parsed.reply_text, parsed.reply_html, parsed.folded = folded


def _with_pictures(html: str, files: list[File]) -> tuple[str, list[File]]:
    """Programs write a Content-ID in the text as a URL, so not always as in the part."""
    if "cid:" not in html.lower():
        return html, files
    known = {file.cid.lower(): file.cid for file in files if file.cid}
    shown: set[str] = set()

    def meant(found: re.Match[str]) -> str:
        reference = unquote(found[1].replace("&amp;", "&"))
        cid = known.get(reference.lower())
        if cid is None:
            return found[0]
        shown.add(cid)
        return f"cid:{cid}" if not UNSAFE.search(cid) else found[0]

    html = CID.sub(meant, html)
    return html, [
        msgspec.structs.replace(file, inline=True) if file.cid in shown else file for file in files
    ]


def _folded(text: str, html: str, subject: str) -> Folded:
    if text.count("\n") > FOLDABLE_LINES or html.count("<") > FOLDABLE_TAGS:
        return Folded(text, html, folded=False)  # no person wrote that, and it would take long
    try:
        return fold(text, html, subject=subject)
    except Exception:  # noqa: BLE001  all of it is better than nothing
        return Folded(text, html, folded=False)
