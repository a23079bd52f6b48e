"""The files of a mail, in order."""

import re

from clew.channels.email.parsing.file_names import extension_of, safe_name, seen_type
from clew.channels.email.parsing.parsed import File
from clew.channels.email.parsing.structure import Part


class Attached:
    def __init__(self) -> None:
        self.files: list[File] = []
        self._calendars: set[bytes] = set()

    def part(self, part: Part, type_: str = "", name: str = "") -> None:
        """``name`` where the sender gave none."""
        kind = type_ or part.type
        self.file(File(part.filename or name, kind, part.content, cid=part.cid))

    def file(self, file: File) -> None:
        kind = seen_type(file.type, file.content)
        name = safe_name(file.name, kind, len(self.files) + 1)
        if kind.startswith("image/") and "." not in name:
            name += extension_of(kind)
        self.files.append(File(name, kind, file.content, cid=file.cid))

    def leaves(self, part: Part) -> None:
        for child in part.walk():
            if not child.is_multipart:
                self.part(child)

    def calendar(self, part: Part) -> None:
        """Often sent twice, so that every program finds it: once is enough."""
        flat = re.sub(rb"\s+", b"", part.content)
        if flat not in self._calendars:
            self._calendars.add(flat)
            self.part(part, name="invite.ics")
