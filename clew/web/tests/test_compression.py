"""Pages travel packed, to those who can unpack them, and their length tells nothing."""

import gzip

import pytest

from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def inbox(client):
    client.force_login(cast.staff())

    def asked(path="/inbox/open", **headers):
        return client.get(path, headers=headers)

    return asked


def test_a_page_is_packed_for_who_asks(inbox):
    plain, packed = inbox(), inbox(accept_encoding="br, gzip")
    assert packed["Content-Encoding"] == "gzip"
    assert int(packed["Content-Length"]) == len(packed.content) < len(plain.content) / 3
    assert b'id="list"' in gzip.decompress(packed.content)
    assert not plain.has_header("Content-Encoding")
    assert "Accept-Encoding" in plain["Vary"]
    assert "Accept-Encoding" in packed["Vary"]


def test_the_same_page_has_another_length_each_time(inbox):
    lengths = {len(inbox(accept_encoding="gzip").content) for _ in range(12)}
    assert len(lengths) > 3


def test_what_is_short_stays_as_it_is(inbox):
    answer = inbox("/healthz", accept_encoding="gzip")
    assert not answer.has_header("Content-Encoding")
