"""The files of a mail, stored for its message."""

from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from clew.channels.email.parsing.parsed import Parsed
from clew.core.actors import SYSTEM
from clew.tickets.actions import store_upload
from clew.tickets.models import Attachment

MOST = 200  # files that get a place on the message; the original holds all


class Attached(NamedTuple):
    files: list[Attachment]
    by_cid: dict[str, Attachment]
    problems: list[str]


def attach(parsed: Parsed) -> Attached:
    """What is too large to keep beside the message stays in its original."""
    kept = Attached([], {}, [])
    for file in parsed.files[:MOST]:
        upload = SimpleUploadedFile(file.name or "file", file.content, file.type)
        try:
            attachment = store_upload(file=upload, by=SYSTEM)
        except ValidationError:
            kept.problems.append(f"“{file.name}” is too large to attach. The original mail has it.")
            continue
        kept.files.append(attachment)
        if file.cid:
            kept.by_cid.setdefault(file.cid, attachment)
    if len(parsed.files) > MOST:
        left = len(parsed.files) - MOST
        kept.problems.append(f"{left:,} more files are in the original mail only.")
    return kept
