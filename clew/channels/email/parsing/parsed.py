"""A mail as it was understood. No Django in this package: it runs in a process of its own."""

from datetime import datetime

import msgspec


class Address(msgspec.Struct, frozen=True):
    """``address`` in small letters where that changes nothing; "" when there is none."""

    name: str
    address: str


class File(msgspec.Struct, frozen=True):
    """``cid`` is the Content-ID without <>; ``inline`` that the text shows it in its place."""

    name: str
    type: str
    content: bytes
    inline: bool = False
    cid: str = ""


class Parsed(msgspec.Struct, kw_only=True):
    """``headers`` are all, decoded, in the order they came: the topmost first.

    ``text`` is the whole mail as plain text, ``html`` its whole safe HTML or "". What the sender
    wrote now, without quotes and signature, is ``reply_text`` and ``reply_html``; ``folded`` says
    that something was left out. In both HTMLs pictures of the mail are ``<img src="cid:…">``,
    pictures from elsewhere are taken out and counted in ``remote_images``.
    """

    message_id: str = ""  # without <>; "" when there is none
    in_reply_to: list[str] = []
    references: list[str] = []  # oldest first
    from_: Address = Address("", "")
    sender: Address = Address("", "")
    reply_to: list[Address] = []
    to: list[Address] = []
    cc: list[Address] = []
    date: datetime | None = None  # UTC; None when missing, unreadable, in the future or ancient
    subject: str = ""
    text: str = ""
    html: str = ""
    reply_text: str = ""
    reply_html: str = ""
    folded: bool = False
    remote_images: int = 0
    files: list[File] = []
    headers: list[tuple[str, str]] = []
    # A report about mail of ours (multipart/report): its machine part, and what came back of it.
    report_type: str = ""  # delivery-status, disposition-notification, …
    report: str = ""
    returned: str = ""  # headers of the mail that is reported about, as text
    invitation: str = ""  # a calendar invitation in words, or ""
    problems: list[str] = []  # what was wrong and how it was read anyway, in words

    def header(self, name: str) -> str:
        """The topmost of this name, or ""."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), "")

    def all_headers(self, name: str) -> list[str]:
        wanted = name.lower()
        return [value for key, value in self.headers if key.lower() == wanted]
