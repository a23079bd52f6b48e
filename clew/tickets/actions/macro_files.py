"""Files that go with a macro. They share the attachments' storage, by digest."""

from functools import partial

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction

from clew.core import clock, facts
from clew.core.actors import Actor
from clew.tickets.actions.macros import refuse_writing
from clew.tickets.actions.uploads import forget_content, hold_content, store_upload
from clew.tickets.macro_facts import MacroChanged
from clew.tickets.models import Attachment, Macro, MacroFile

MAX_FILES = 10


def attach_to_macro(*, macro: Macro, file: "File[bytes]", by: Actor) -> MacroFile:
    """Raises ValidationError when it is too large or one too many."""
    refuse_writing(macro, by)
    if MacroFile.objects.filter(macro=macro).count() >= MAX_FILES:
        raise ValidationError({"file": f"A macro carries at most {MAX_FILES} files."})
    upload = store_upload(file=file, by=by)
    with transaction.atomic():
        row = MacroFile.objects.create(
            macro=macro,
            filename=upload.filename,
            content_type=upload.content_type,
            size=upload.size,
            digest=upload.digest,
            created_at=clock.now(),
        )
        upload.delete()
        _record(macro, by)
    return row


def detach_from_macro(*, file: MacroFile, by: Actor) -> None:
    refuse_writing(file.macro, by)
    with transaction.atomic():
        file.delete()
        _record(file.macro, by)
        # Bytes do not come back with a row: they go when it is certain that it went.
        transaction.on_commit(partial(forget_content, file.digest))


@transaction.atomic
def uploads_of(macro: Macro) -> list[Attachment]:
    """The macro's files as uploads that a message can claim; unclaimed ones expire."""
    files = list(macro.files.all())
    for digest in sorted({file.digest for file in files}):  # in one order: two may hold several
        hold_content(digest)
    return [
        Attachment.objects.create(
            filename=file.filename,
            content_type=file.content_type,
            size=file.size,
            digest=file.digest,
            created_at=clock.now(),
        )
        for file in files
        if default_storage.exists(Attachment(digest=file.digest).storage_name)
    ]


def _record(macro: Macro, by: Actor) -> None:
    macro.changed_at, macro.changed_by = clock.now(), by.name[:200]
    macro.save(update_fields=["changed_at", "changed_by"])
    fact = MacroChanged(macro_id=macro.pk, macro_name=macro.name, changed=["files"])
    facts.record(fact, by=by)
