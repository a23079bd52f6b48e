"""Files that are more than they seem: nothing is unpacked, run or opened in our name."""

import io
import struct
import time
import zipfile
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from clew.core.spreadsheets import LONGEST_LINE
from clew.people.accounts.files import read_file
from clew.people.pictures import MAX_PIXELS, store_picture
from clew.tickets.models import Attachment
from tests import cast
from tests.programs import caller

pytestmark = pytest.mark.django_db
EDGE = "edge"


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def part(name, content=b"x", kind="text/plain", field="file"):
    head = f'--{EDGE}\r\nContent-Disposition: form-data; name="{field}"; filename="'.encode()
    return head + name + f'"\r\nContent-Type: {kind}\r\n\r\n'.encode() + content + b"\r\n"


def send(body, program=None, path="/api/v1/attachments"):
    headers = (program or caller("agent")).headers
    kind = f"multipart/form-data; boundary={EDGE}"
    return Client(raise_request_exception=False).post(path, body, kind, headers=headers)


NAMES = [
    b"../../etc/passwd", b"..\\..\\boot.ini", b"a\r\nX-Evil: 1.txt", b"a%0d%0aX-Evil: 1.txt",
    b"photo\xe2\x80\xaegnp.exe", b"nul\x00.png", b"a" * 10_000 + b".png", b"a;b=c.txt",
    b"\xff\xfe.txt",
    b"caf\xc3\xa9 \xf0\x9f\xa6\xa9.txt", b"CON", b".htaccess", b'a\\".txt',
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_file_name_is_only_a_name(name, client):
    answer = send(part(name) + f"--{EDGE}--\r\n".encode())
    assert answer.status_code in {201, 400, 422}, answer.content
    if answer.status_code != 201:
        return
    file = Attachment.objects.get()
    assert len(file.filename) <= 200
    assert not set(file.filename) & set('/\\\r\n\x00\u202e"')
    client.force_login(cast.staff())
    shown = client.get(f"/attachments/{file.secret}/{file.filename}")
    if shown.status_code == 200:
        assert shown["Content-Disposition"].startswith("attachment")
        assert "X-Evil" not in shown.headers


@pytest.mark.parametrize(
    "body",
    [
        b"".join(part(b"a.txt", field=f"f{n}") for n in range(300)) + b"--edge--\r\n",
        b"".join(
            b'--edge\r\nContent-Disposition: form-data; name="f%d"\r\n\r\nx\r\n' % n
            for n in range(3000)
        )
        + b"--edge--\r\n",
        part(b"a.txt"),
        b"--edge\r\nContent-Disposition: form-data; name=" + b"a" * 1_000_000,
        b"--edge\r\n" + b"X-A: b\r\n" * 50_000 + b"\r\nx\r\n--edge--\r\n",
        b"--edge\r\n" * 50_000,
        b"",
    ],
    ids=["files", "fields", "no end", "name", "headers", "edges", "nothing"],
)
def test_a_form_of_too_many_or_too_strange_parts_is_refused_soon(body):
    began = time.process_time()
    answer = send(body)
    assert answer.status_code in {201, 400, 413, 422}, answer.content[:300]
    assert time.process_time() - began < 5
    assert Attachment.objects.count() <= 1


@pytest.mark.parametrize("edge", ["", "x" * 500, "\xff", "a b"])
def test_a_form_without_a_sound_edge_is_refused(edge):
    answer = Client(raise_request_exception=False).post(
        "/api/v1/attachments", b"--\r\n", f"multipart/form-data; boundary={edge}",
        headers=caller("agent").headers,
    )  # fmt: skip
    assert answer.status_code in {400, 422}
    assert answer["Content-Type"] == "application/problem+json"


def test_an_archive_is_kept_as_it_is():
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", b"\0" * 50_000_000)
    sent = bomb.getvalue()
    assert send(part(b"a.zip", sent) + b"--edge--\r\n").status_code == 201
    assert Attachment.objects.get().size == len(sent) < 100_000


def png(width, height):
    def chunk(kind, data):
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 10_000)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    "size", [(50_000, 50_000), (2**31 - 1, 2**31 - 1), (MAX_PIXELS, 2), (0, 0)]
)
def test_a_picture_of_too_many_pixels_is_refused_unread(size):
    began = time.process_time()
    with pytest.raises(ValidationError):
        store_picture(SimpleUploadedFile("me.png", png(*size)), size=100)
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    "content", [b"GIF89a", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"<svg/>", b""]
)
def test_a_picture_that_breaks_off_is_refused_in_words(content):
    with pytest.raises(ValidationError):
        store_picture(SimpleUploadedFile("me.png", content), size=100)


@pytest.mark.parametrize(
    "text",
    ["key" + ",a" * 1_000_000, "key,plan\n" + "x," * LONGEST_LINE, 'key,plan\n"' + "x" * 500_000],
    ids=["columns", "cells", "one cell"],
)
def test_a_table_of_a_million_columns_is_refused_in_words(text):
    began = time.process_time()
    assert "no CSV file" in read_file(text).mistake
    assert time.process_time() - began < 2
