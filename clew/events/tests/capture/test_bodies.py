import contextlib
import gzip
from base64 import b64encode
from urllib.parse import quote, urlencode

import lzstring
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.events.capture import bodies
from clew.events.capture.bodies import Request, json_text
from clew.events.capture.lz64 import inflate_lz64
from clew.events.capture.refusals import BadBody, TooLarge

EVENT = {
    "token": "k",
    "event": "tea >>> poured ???",
    "distinct_id": "ada",
    "properties": {"é": "😀"},
}
TEXT = orjson.dumps(EVENT)
B64 = b64encode(TEXT)
FORM = "application/x-www-form-urlencoded"


def utf16(text: str) -> str:
    raw = text.encode("utf-16-le")
    return "".join(chr(int.from_bytes(raw[at : at + 2], "little")) for at in range(0, len(raw), 2))


def lz64(text: str) -> bytes:
    return lzstring.LZString().compressToBase64(utf16(text)).encode()


FORMS = {
    "plain JSON": Request("/batch", TEXT),
    "gzip by header": Request("/batch", gzip.compress(TEXT), content_encoding="gzip"),
    "gzip by magic bytes": Request("/e", gzip.compress(TEXT), content_type="text/plain"),
    "gzip by query": Request("/e", gzip.compress(TEXT), query="compression=gzip-js&ver=1&_=1"),
    "gzip of base64": Request("/e", gzip.compress(B64)),
    "base64 of gzip": Request("/i/v0/e", b64encode(gzip.compress(TEXT))),
    "base64 twice": Request("/track", b64encode(B64)),
    "base64 body": Request("/i/v0/e", B64),
    "base64 form": Request(
        "/e", urlencode({"data": B64.decode()}).encode(), "compression=base64", FORM
    ),
    "base64 form, plus unescaped": Request("/e", b"data=" + B64, content_type=FORM),
    "form hint": Request(
        "/e", urlencode({"compression": "gzip", "data": b64encode(gzip.compress(TEXT))}).encode()
    ),
    "plain form": Request("/capture", b"data=" + quote(TEXT).encode(), content_type=FORM),
    "lz64 form": Request(
        "/e",
        urlencode({"data": lz64(TEXT.decode()), "compression": "lz64"}).encode(),
        content_type=FORM,
    ),
    "lz64 body": Request("/e", lz64(TEXT.decode()), query="compression=lz-string"),
    "GET": Request("/capture", b"", query="data=" + quote(TEXT)),
    "GET base64": Request("/e", b"", query="data=" + B64.decode()),
    "unknown hint": Request("/e", TEXT, content_encoding="br2"),
}


@pytest.mark.parametrize("request_", FORMS.values(), ids=FORMS)
def test_every_form_gives_the_same_event(request_):
    assert orjson.loads(json_text(request_)) == EVENT


@pytest.mark.parametrize(
    "request_",
    [
        Request("/e", b""),
        Request("/e", gzip.compress(TEXT)[:-9]),
        Request("/e", gzip.compress(TEXT)[:20] + b"xxxx" * 9),
        Request("/e", TEXT, content_type=FORM),
        Request("/e", b"data=", content_type=FORM),
        Request("/e", b"%%%", query="compression=lz64"),
        Request("/e", lz64("abcabcabc")[:4], query="compression=lz64"),
    ],
)
def test_damage_is_refused(request_):
    with pytest.raises(BadBody):
        json_text(request_)


def test_too_much_on_the_wire_is_refused():
    with pytest.raises(TooLarge):
        json_text(Request("/e", b" " * (bodies.MAX_WIRE + 1)))


def test_a_gzip_bomb_stops_at_the_budget(monkeypatch):
    monkeypatch.setattr(bodies, "MAX_INFLATED", 5_000_000)
    bomb = gzip.compress(b" " * 300_000_000, 1)
    with pytest.raises(TooLarge):
        json_text(Request("/e", bomb))


def test_an_lz_bomb_stops_at_the_budget():
    with pytest.raises(TooLarge):
        inflate_lz64(lz64("a" * 400_000), budget=100_000)


@given(st.text())
def test_lz64_reads_what_the_original_writes(text):
    assert inflate_lz64(lz64(text), budget=10_000_000).decode() == text


@given(st.binary(max_size=300), st.sampled_from(["", "compression=lz64", "compression=gzip"]))
def test_no_body_breaks_the_reader(body, query):
    with contextlib.suppress(BadBody, TooLarge):
        json_text(Request("/e", body, query))
