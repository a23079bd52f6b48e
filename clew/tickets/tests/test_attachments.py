import errno
import hashlib
import os
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from clew.core import clock
from clew.core.actors import SYSTEM
from clew.core.whole_files import PARTIAL, forget_partial_files
from clew.tickets.actions import store_upload
from clew.tickets.actions.uploads import clean_filename, expire_uploads
from clew.tickets.attachments import attachment_response
from clew.tickets.models import Attachment
from tests import cast

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20


def upload(content=b"words", name="log.txt", kind="text/plain"):
    return store_upload(file=SimpleUploadedFile(name, content, kind), by=SYSTEM)


def body(response):
    return b"".join(response.streaming_content)


def test_a_file_is_kept_whole_and_once():
    one, two = upload(), upload(name="copy.txt")
    assert one.digest == two.digest == hashlib.sha256(b"words").hexdigest()
    assert one.secret != two.secret
    assert default_storage.listdir(f"attachments/{one.digest[:2]}")[1].count(one.digest) == 1
    assert body(attachment_response(two)) == b"words"


class Breaking(SimpleUploadedFile):
    """Read twice: for its digest to the end, and when it is stored the disk is full halfway."""

    reads = 0

    def chunks(self, chunk_size=None):
        self.reads += 1
        content = self.read()
        yield content[: len(content) // 2]
        if self.reads > 1:
            raise OSError(errno.ENOSPC, "No space left on device")
        yield content[len(content) // 2 :]
        self.seek(0)


def test_a_file_cut_off_by_a_full_disk_is_not_taken_for_the_whole():
    content = b"every word of it " + uuid4().bytes
    with pytest.raises(OSError, match="No space left"):
        store_upload(file=Breaking("log.txt", content, "text/plain"), by=SYSTEM)
    assert not default_storage.listdir(PARTIAL)[1]
    assert body(attachment_response(upload(content))) == content


def test_a_stump_of_an_earlier_release_is_replaced():
    content = b"all of it " + uuid4().bytes
    name = Attachment(digest=hashlib.sha256(content).hexdigest()).storage_name
    default_storage.save(name, ContentFile(content[:3]))
    assert body(attachment_response(upload(content))) == content


def test_what_a_crash_left_half_written_is_forgotten_after_a_day():
    now, old = (default_storage.save(f"{PARTIAL}/{each}", ContentFile(b"half")) for each in "ab")
    os.utime(default_storage.path(old), (0, 0))
    assert forget_partial_files() == 1
    assert default_storage.exists(now)
    assert not default_storage.exists(old)
    default_storage.delete(now)


def test_a_file_too_large_is_refused(settings):
    settings.CLEW_MAX_ATTACHMENT_BYTES = 1024 * 1024
    with pytest.raises(ValidationError, match="larger than 1 MB"):
        upload(b"x" * (1024 * 1024 + 1))


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("log.txt", "log.txt"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ada\\shot.png", "shot.png"),
        ('a"b\r\nSet-Cookie: x.txt', "a_b__Set-Cookie_ x.txt"),
        ("photo\u202egnp.exe", "photo_gnp.exe"),
        ("...", "file"),
        ("", "file"),
    ],
)
def test_filenames_carry_no_tricks(name, clean):
    assert clean_filename(name) == clean


def test_long_filenames_keep_their_ending():
    assert clean_filename("x" * 500 + ".png").endswith("x.png")
    assert len(clean_filename("x" * 500 + ".png")) == 200


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"<script>alert(1)</script>", "text/html"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"),
        (b"<html>", "image/png"),
        (b"%PDF-1.7", "application/pdf"),
    ],
)
def test_nothing_but_pictures_opens_in_our_name(content, kind):
    response = attachment_response(upload(content, "x", kind))
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["Content-Security-Policy"].startswith("sandbox")
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
    ],
)
def test_pictures_are_known_by_their_bytes(content, kind):
    response = attachment_response(upload(content, "x.bin", "application/x-bin"))
    assert response.headers["Content-Type"] == kind
    assert response.headers["Content-Disposition"].startswith("inline")


def test_an_upload_belongs_to_one_message():
    file = upload()
    ticket = cast.ticket(attachments=[file])
    assert ticket.messages.get().attachments.get() == file
    with pytest.raises(ValidationError, match="Attach it again"):
        cast.ticket(attachments=[file])


def test_uploads_nobody_sent_are_forgotten():
    waiting, sent, recent = upload(b"a"), upload(b"b"), upload(b"c")
    cast.ticket(attachments=[sent])
    Attachment.objects.exclude(pk=recent.pk).update(created_at=clock.now() - timedelta(days=2))
    assert expire_uploads() == 1
    assert set(Attachment.objects.all()) == {sent, recent}
    assert not default_storage.exists(waiting.storage_name)
    assert default_storage.exists(sent.storage_name)


def test_content_files_work_too():
    assert store_upload(file=ContentFile(b"x", name="x.log"), by=SYSTEM).size == 1
