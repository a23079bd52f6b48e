"""Pictures inside a message: only its own files, and only what their bytes say is a picture.

A message names one as ``![name](attachment:SECRET)``. Pictures from elsewhere stay text: loading
one would tell its owner who reads what, and when.
"""

import re
from collections.abc import Iterable, Mapping
from html import unescape
from urllib.parse import quote

from django.core.files.storage import default_storage

from clew.tickets.attachments import image_type
from clew.tickets.models import Attachment

SCHEME = "attachment:"
IN_TEXT = re.compile(r"!\[([^\]\n]{0,200})\]\(attachment:([\w-]{10,40})\)")
IN_HTML = re.compile(r"<img\b[^>]*>")
ALT = re.compile(r'\balt="([^"]*)"')


def named_secrets(body: str) -> set[str]:
    return {found[2] for found in IN_TEXT.finditer(body)}


def shown_pictures(body: str, files: Iterable[Attachment]) -> Mapping[str, str]:
    """Secret to address, for those of ``files`` that the body names and that are pictures."""
    named = named_secrets(body)
    own = [file for file in files if file.secret in named]
    return {file.secret: address(file) for file in own if is_picture(file)}


def address(file: Attachment) -> str:
    return f"/attachments/{file.secret}/{quote(file.filename, safe='')}"


def is_picture(file: Attachment) -> bool:
    try:
        with default_storage.open(file.storage_name) as stored:
            return bool(image_type(stored.read(16)))
    except OSError:
        return False


def words_for_pictures(body: str) -> str:
    """For readers without pictures: mail as text, and search."""
    return IN_TEXT.sub(lambda found: f"[{found[1] or 'picture'}, attached]", body)


def without_pictures(html: str) -> str:
    """For pages that are not ours, where a picture's address opens for nobody.

    The file comes with the message, so its name is enough to find it.
    """

    def named(tag: re.Match[str]) -> str:
        alt = ALT.search(tag[0])
        return f"<em>[{alt[1] if alt and unescape(alt[1]) else 'picture'}, attached]</em>"

    return IN_HTML.sub(named, html)
