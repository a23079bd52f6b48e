"""The whole mail behind a message, read once more from its original."""

import base64
import re
from dataclasses import dataclass
from html import escape, unescape
from urllib.parse import unquote

from clew.channels.email.parsing.isolated import ParsingError, parse_isolated
from clew.channels.email.parsing.parsed import Address, File, Parsed
from clew.channels.email.parsing.words import html_of_text
from clew.tickets.attachments import image_type
from clew.tickets.models import Message, OriginalKind
from clew.tickets.queries.messages import original_of

PICTURE = re.compile(r"<img\b[^>]*>")
SOURCE = re.compile(r'\bsrc="cid:([^"]*)"')
MOST_BYTES = 20_000_000  # of pictures inside one page
BLOCK = re.compile(r"<(?:p|div|tr|li|br|h[1-6]|pre)\b")
TAG = re.compile(r"<[^>]*>")
MEASURED = 20_000  # characters of HTML: more is higher than any frame
LINE = 90  # characters, roughly
LOWEST, HIGHEST = 8, 34  # rem


@dataclass(frozen=True)
class Whole:
    """``parsed`` is None when it cannot be read any more; ``why`` says so."""

    parsed: Parsed | None
    why: str = ""

    @property
    def height(self) -> int:
        """Of its frame, in rem: a page in a sandbox cannot tell it."""
        if self.parsed is None:
            return LOWEST
        beginning = self.parsed.html[:MEASURED]
        lines = max(
            sum(1 + len(line) // LINE for line in self.parsed.text.split("\n")[:100]),
            len(BLOCK.findall(beginning)) + len(TAG.sub("", beginning)) // LINE,
        )
        return min(HIGHEST, max(LOWEST, 2 + lines * 3 // 2 + 12 * self.parsed.html.count("<img")))


def whole_mail_of(message: Message, *, remote_pictures: bool = False) -> Whole | None:
    """None for a message that did not come by mail, or whose original is gone."""
    original = original_of(message)
    if original is None or original.kind != OriginalKind.MAIL:
        return None
    try:
        return Whole(parse_isolated(bytes(original.content), remote_pictures=remote_pictures))
    except ParsingError as error:
        return Whole(None, str(error))


def page_of(parsed: Parsed) -> str:
    """Its safe HTML with its own pictures inside: the page may load nothing from us."""
    if not parsed.html.strip():
        return html_of_text(parsed.text) or "<p><em>(no text)</em></p>"
    files = {file.cid.lower(): file for file in parsed.files if file.cid}
    left = MOST_BYTES

    def placed(tag: re.Match[str]) -> str:
        nonlocal left
        source = SOURCE.search(tag[0])
        if source is None:
            return tag[0]
        file = files.get(unquote(unescape(source[1])).lower())
        data = _picture(file) if file and len(file.content) <= left else ""
        if not file or not data:
            return f"<em>[{escape(file.name)}]</em>" if file else ""
        left -= len(file.content)
        return tag[0].replace(source[0], f'src="{data}"')

    return PICTURE.sub(placed, parsed.html)


def _picture(file: File) -> str:
    kind = image_type(file.content[:16])
    return f"data:{kind};base64,{base64.b64encode(file.content).decode()}" if kind else ""


def in_words(address: Address) -> str:
    if not address.name or address.name == address.address:
        return address.address or address.name
    return f"{address.name} <{address.address}>" if address.address else address.name
