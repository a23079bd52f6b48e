"""From an understood mail to what its message says and shows."""

import re
from collections.abc import Mapping
from html import escape, unescape
from urllib.parse import unquote

from clew.channels.email.parsing.parsed import Parsed
from clew.channels.email.parsing.tree import stands_in_boxes, tree_of
from clew.channels.email.parsing.words import html_of_text
from clew.tickets.models import Attachment
from clew.tickets.pictures import address, is_picture
from clew.tickets.validation import MAX_BODY

PICTURE = re.compile(r"<img\b[^>]*>")
SOURCE = re.compile(r'\bsrc="cid:([^"]*)"')
NAMED = re.compile(r'\s(?:alt|width|height)="[^"]*"')
EMPTY = "(no text)"
PICTURE_CLASS = "mail-picture"
CUT = "(The mail goes on; open the whole mail to read it.)"
LONGEST_PAGE = 60_000  # characters of HTML on the ticket's page; the rest is in the whole mail
LONGEST_TEXT = 20_000  # characters of a text that is shown instead


def shown(parsed: Parsed, pictures: Mapping[str, Attachment]) -> tuple[str, str]:
    """``(body, html)`` for ``receive_message`` and ``Arriving(html=…)``.

    ``pictures`` are the stored files by the Content-ID (without <>) that the mail names them by.
    The body is plain text, never empty and never longer than a message may be; the HTML is safe
    to show as is. Put ``files_out_of_sight(parsed, pictures)`` into the marks as ``aside``.
    """
    body = _shortened(parsed.reply_text.strip())
    html = parsed.reply_html.strip()
    if not body and not html:
        return EMPTY, f"<p><em>{EMPTY}</em></p>"
    if html and len(html) <= LONGEST_PAGE:
        boxed = html if stands_in_boxes(tree_of(html)) else f"<div>{html}</div>"
        return body or EMPTY, with_pictures(boxed, pictures)
    text = body if len(body) <= LONGEST_TEXT else body[:LONGEST_TEXT].rsplit("\n", 1)[0]
    ending = "" if text == body else f"<p><em>{CUT}</em></p>"
    return body or EMPTY, html_of_text(text) + ending


def with_pictures(html: str, pictures: Mapping[str, Attachment]) -> str:
    """The mail's own pictures from where we keep them; what is none becomes its words."""

    def placed(tag: re.Match[str]) -> str:
        source = SOURCE.search(tag[0])
        if source is None:
            return tag[0] if 'src="https://' in tag[0] else ""
        file = _named(pictures, unescape(source[1]))
        if file is None or not is_picture(file):
            return f"<em>[{escape(file.filename)}]</em>" if file else ""
        kept = "".join(NAMED.findall(tag[0]))
        return f'<img src="{escape(address(file))}"{kept} class="{PICTURE_CLASS}" loading="lazy">'

    return PICTURE.sub(placed, html)


def files_out_of_sight(parsed: Parsed, pictures: Mapping[str, Attachment]) -> list[int]:
    """Keys of the pictures that belong to what was folded: logos of signatures, mostly."""
    _, html = shown(parsed, pictures)
    folded = [file for cid, file in pictures.items() if f"cid:{cid}" in parsed.html]
    return [file.pk for file in folded if file.secret not in html and is_picture(file)]


def _named(pictures: Mapping[str, Attachment], cid: str) -> Attachment | None:
    for name in (cid, unquote(cid)):
        if name in pictures:
            return pictures[name]
    low = unquote(cid).lower()
    return next((file for name, file in pictures.items() if name.lower() == low), None)


def _shortened(body: str) -> str:
    if len(body) <= MAX_BODY:
        return body
    return body[: MAX_BODY - len(CUT) - 2].rstrip() + f"\n\n{CUT}"
