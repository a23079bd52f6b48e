"""Reports about mail of ours (RFC 6522): bounces, receipts, complaints."""

import re

from clew.channels.email.parsing.charsets import decode
from clew.channels.email.parsing.header_words import decode_words
from clew.channels.email.parsing.structure import Part

MACHINE = {
    "message/delivery-status": "delivery-status",
    "message/global-delivery-status": "delivery-status",
    "message/disposition-notification": "disposition-notification",
    "message/global-disposition-notification": "disposition-notification",
    "message/feedback-report": "feedback-report",
}
RETURNED = {"text/rfc822-headers", "message/global-headers", "text/rfc822-header"}
MAILS = {"message/rfc822", "message/global"}
PARTS = {*MACHINE, *RETURNED}
MAX_LENGTH = 200_000


class Report:
    def __init__(self) -> None:
        self.type = ""
        self.text = ""
        self.returned = ""

    def take(self, part: Part) -> bool:
        """Whether the part belongs to a report. Another mail does only behind a report."""
        content = part.content[:MAX_LENGTH]
        if part.type in MACHINE and not self.text:
            self.type = self.type or MACHINE[part.type]
            self.text = _text(content)
            return True
        if part.type in RETURNED or (part.type in MAILS and self.type):
            if self.returned:
                return False
            head = re.split(rb"\r?\n[ \t]*\r?\n", content.lstrip(), maxsplit=1)[0]
            self.returned = decode_words(_text(head))
            return True
        return False


def _text(raw: bytes) -> str:
    return decode(raw, "utf-8").replace("\r\n", "\n").strip()
