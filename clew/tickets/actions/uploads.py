"""Files on their way into a message, stored once under their digest."""

import hashlib
import mimetypes
import re
import unicodedata
from datetime import timedelta
from pathlib import PurePath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import connection, transaction

from clew.core import clock
from clew.core.actors import Actor
from clew.tickets.models import Attachment, MacroFile

UNCLAIMED_FOR = timedelta(days=1)
MAX_NAME = 200  # characters
UNSAFE_IN_NAMES = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|\u202a-\u202e\u2066-\u2069]")
TYPE = re.compile(r"[\w.+-]{1,60}/[\w.+-]{1,60}")


def max_bytes() -> int:
    return int(getattr(settings, "CLEW_MAX_ATTACHMENT_BYTES", 25 * 1024 * 1024))


def store_upload(*, file: "File[bytes]", by: Actor) -> Attachment:  # noqa: ARG001  see below
    """Keep the file until a message claims it. Raises ValidationError when it is too large.

    ``by`` is asked for because every write names its author; waiting uploads expire in a day.
    """
    size = file.size or 0
    if size > max_bytes():
        limit = max_bytes() // (1024 * 1024)
        raise ValidationError({"file": f"The file is larger than {limit} MB. Share a link to it."})
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    name = clean_filename(file.name or "")
    attachment = Attachment(
        filename=name,
        content_type=_content_type(name, getattr(file, "content_type", "") or ""),
        size=size,
        digest=digest.hexdigest(),
        created_at=clock.now(),
    )
    with transaction.atomic():
        hold_content(attachment.digest)
        _store(file, attachment.storage_name)
        attachment.save(force_insert=True)
    return attachment


def clean_filename(name: str) -> str:
    """The last part of the path, without characters that mean something to a system."""
    flat = unicodedata.normalize("NFC", name.replace("\\", "/")).rsplit("/", 1)[-1]
    safe = UNSAFE_IN_NAMES.sub("_", flat).strip(" .")
    if len(safe) > MAX_NAME:
        suffix = PurePath(safe).suffix[:20]
        safe = safe[: MAX_NAME - len(suffix)] + suffix
    return safe or "file"


def _content_type(name: str, claimed: str) -> str:
    """What the sender says, which is shown and never trusted."""
    kind = claimed.split(";", 1)[0].strip().lower()
    return (
        kind
        if TYPE.fullmatch(kind)
        else mimetypes.guess_type(name)[0] or "application/octet-stream"
    )


def _store(file: "File[bytes]", name: str) -> None:
    if default_storage.exists(name):
        if default_storage.size(name) == file.size:
            return
        default_storage.delete(name)  # a stump, of a release that stored them under this name
    file.seek(0)
    stored = default_storage.save(name, file)
    if stored != name:  # somebody stored the same bytes in between
        default_storage.delete(stored)


def expire_uploads() -> int:
    """Forget uploads that no message claimed, and files that no attachment names any more."""
    waiting = Attachment.objects.filter(
        message__isnull=True, drafts__isnull=True, created_at__lt=clock.now() - UNCLAIMED_FOR
    )
    expired = list(waiting)
    for attachment in expired:
        waiting.filter(pk=attachment.pk).delete()
        forget_content(attachment.digest)
    return len(expired)


@transaction.atomic
def forget_content(digest: str) -> None:
    """The file itself, unless an attachment or a macro still names it.

    Once it is on disk that a row is gone: else the row could come back without its file.
    """
    hold_content(digest)
    named = (model.objects.filter(digest=digest) for model in (Attachment, MacroFile))
    if not any(rows.exists() for rows in named):
        default_storage.delete(Attachment(digest=digest).storage_name)


def hold_content(digest: str) -> None:
    """Nobody else stores or deletes this content until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [digest])
