"""Files that old programs put into the text itself."""

import re

from clew.channels.email.parsing.parsed import File
from clew.channels.email.parsing.transfer import uudecoded

BLOCK = re.compile(
    r"^begin [0-7]{3,4} (?P<name>[^\n]{1,200})\n"
    r"(?P<lines>(?:[ -`]{1,90}\n)+?)(?:[ `]?\n)?end[ \t]*$",
    re.MULTILINE,
)
MAX_BLOCKS = 100


def without_uuencoded(text: str) -> tuple[str, list[File]]:
    if "begin " not in text:
        return text, []
    files: list[File] = []

    def take(found: re.Match[str]) -> str:
        content = uudecoded(found["lines"].encode("ascii"))
        if not content:
            return found[0]
        files.append(File(found["name"].strip(), "application/octet-stream", content))
        return ""

    return BLOCK.sub(take, text, count=MAX_BLOCKS), files
