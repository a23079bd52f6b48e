"""Requests no client should send, byte by byte: refused, answered once, or cut off."""

import contextlib
import re
import socket
import time

import httpx
import pytest

PENDING = 6  # seconds to wait for an answer
STATUS = re.compile(rb"HTTP/1\.[01] (\d{3})")
BODY = b'{"api_key":"x","batch":[]}'
INNER = b"GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n"


def said_to(clew, *parts, wait=PENDING, pause=0.0):
    """Everything the server says until it closes, or falls silent."""
    said = b""
    with socket.create_connection(("127.0.0.1", clew.port), timeout=wait) as line:
        with contextlib.suppress(OSError):
            for part in parts:
                line.sendall(part)
                time.sleep(pause)
        with contextlib.suppress(OSError):
            line.settimeout(1.0 if wait > 1 else wait)
            while chunk := line.recv(65536):
                said += chunk
    return said


def statuses(said):
    return [int(found) for found in STATUS.findall(said)]


def lives(clew):
    return httpx.get(f"{clew.url}/healthz", timeout=20).status_code == 200


def head(*lines, start=b"POST /batch HTTP/1.1"):
    return b"\r\n".join([start, b"Host: x", *lines, b"", b""])


SMUGGLED = {
    "both lengths": head(b"Content-Length: 4", b"Transfer-Encoding: chunked")
    + b"0\r\n\r\n" + INNER,
    "both lengths, other order": head(b"Transfer-Encoding: chunked", b"Content-Length: 4")
    + b"0\r\n\r\n" + INNER,
    "two different lengths": head(b"Content-Length: 0", b"Content-Length: 34") + INNER,
    "a list of lengths": head(b"Content-Length: 0, 34") + INNER,
    "a signed length": head(b"Content-Length: +0") + INNER,
    "a negative length": head(b"Content-Length: -1") + INNER,
    "a length in hexadecimal": head(b"Content-Length: 0x0") + INNER,
    "a length beyond numbers": head(b"Content-Length: 99999999999999999999999") + INNER,
    "a space before the colon": head(b"Content-Length : 34") + INNER,
    "a space before the other colon": head(b"Transfer-Encoding : chunked") + b"0\r\n\r\n" + INNER,
    "a folded coding": head(b"Transfer-Encoding:\r\n chunked") + b"0\r\n\r\n" + INNER,
    "a coding nobody has": head(b"Transfer-Encoding: xchunked") + INNER,
    "a coding twice": head(b"Transfer-Encoding: chunked", b"Transfer-Encoding: identity")
    + b"0\r\n\r\n" + INNER,
    "bare line feeds": b"POST /batch HTTP/1.1\nHost: x\nContent-Length: 0\n\n" + INNER,
    "a bare carriage return": head(b"X-A: 1\rContent-Length: 34") + INNER,
    "a null byte in a header": head(b"X-A: 1\x00", b"Content-Length: 0") + INNER,
    "a null byte in a name": head(b"X\x00A: 1", b"Content-Length: 0") + INNER,
    "a header without a name": head(b": 1", b"Content-Length: 0") + INNER,
    "a header without a colon": head(b"Nonsense", b"Content-Length: 0") + INNER,
    "a chunk of no size": head(b"Transfer-Encoding: chunked") + b"\r\n\r\n" + INNER,
    "a chunk of negative size": head(b"Transfer-Encoding: chunked") + b"-1\r\n\r\n" + INNER,
    "a chunk beyond numbers": head(b"Transfer-Encoding: chunked") + b"f" * 17 + b"\r\n" + INNER,
    "a chunk that ends elsewhere": head(b"Transfer-Encoding: chunked") + b"1\r\nXX\r\n" + INNER,
}  # fmt: skip


@pytest.mark.parametrize("sent", SMUGGLED.values(), ids=SMUGGLED.keys())
def test_nobody_hides_a_second_request_in_the_first(clew, sent):
    """One refusal, and the rest of the connection is not listened to."""
    answered = statuses(said_to(clew, sent))
    assert answered in ([400], [501], []) or (len(answered) == 1 and answered[0] >= 400), answered


def test_a_chunk_may_have_extensions_but_not_without_end(clew):
    fine = head(b"Transfer-Encoding: chunked") + b"1a;a=b\r\n" + BODY + b"\r\n0\r\n\r\n"
    assert len(statuses(said_to(clew, fine))) == 1
    endless = head(b"Transfer-Encoding: chunked") + b"1a;" + b"a" * 400_000
    assert statuses(said_to(clew, endless)) in ([], [400])
    assert lives(clew)


REFUSED = {
    "HTTP/0.9": b"GET /\r\n\r\n",
    "HTTP/9.9": b"GET / HTTP/9.9\r\nHost: x\r\n\r\n",
    "CONNECT": b"CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: 127.0.0.1:22\r\n\r\n",
    "TRACE": b"TRACE / HTTP/1.1\r\nHost: x\r\n\r\n",
    "a method nobody has": b"BREW / HTTP/1.1\r\nHost: x\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 200,
    "HTTP/2 by force": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "a null byte in the address": b"GET /heal\x00thz HTTP/1.1\r\nHost: x\r\n\r\n",
    "a space in the address": b"GET /healthz /x HTTP/1.1\r\nHost: x\r\n\r\n",
    "an address without end": b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    "a host that is none": b"GET /sign-in/ HTTP/1.1\r\nHost: a b<\r\n\r\n",
    "a host with a path": b"GET /sign-in/ HTTP/1.1\r\nHost: x/../y\r\n\r\n",
    "a cookie without end": head(b"Cookie: a=" + b"b" * 200_000, start=b"GET / HTTP/1.1"),
    "headers without number": head(
        *[b"X-%d: a" % n for n in range(20_000)], start=b"GET / HTTP/1.1"
    ),
}  # fmt: skip


@pytest.mark.parametrize("sent", REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_request_is_refused(clew, sent):
    said = said_to(clew, sent)
    answered = statuses(said)
    assert (
        answered == []
        or (len(answered) == 1 and 400 <= answered[0] < 500)
        or (answered == [302] and b"/sign-in/" in said)
    ), said[:200]
    assert lives(clew)


PATHS = [
    "/static/../config/settings.py",
    "/static/%2e%2e/%2e%2e/secret_key",
    "/static/..%2f..%2fsecret_key",
    "/static/%252e%252e%252fsecret_key",
    "/static/....//....//secret_key",
    "/static/..%5c..%5csecret_key",
    "/static//etc/passwd",
    "/static/%00",
    "/static/clew%2ejs%00.txt",
    "/static/\u202e",
    "/attachments/..%2f..%2fsecret_key/x",
    "/m/files/..%2f..%2fsecret_key/x",
    "/widget/api/attachments/..%2f..%2fsecret_key",
    "/welcome/..%2f..%2fsecret_key",
    "/api/v1/attachments/..%2f..%2fsecret_key",
    "/array/..%2f..%2fsecret_key/config.js",
    "/static/..;/secret_key",
    "/%2e%2e/secret_key",
    "//evil.example/%2e%2e",
    "/\\evil.example",
]


@pytest.mark.parametrize("path", PATHS)
def test_no_address_leaves_its_folder(clew, path):
    secret = (clew.data_dir / "secret_key").read_bytes()
    said = said_to(
        clew, b"GET " + path.encode() + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    )
    (status,) = statuses(said)
    assert status in {302, 400, 401, 404, 405, 410, 503}, said[:200]
    assert secret not in said
    assert b"root:" not in said
    location = re.search(rb"(?i)\r\nlocation: (\S+)", said)
    assert location is None or location[1].startswith(b"/sign-in/")


def test_what_claims_to_be_another_method_or_address_is_what_it_is(clew):
    for name in (
        b"X-HTTP-Method-Override: DELETE",
        b"X-Original-URL: /metrics",
        b"X-Rewrite-URL: /x",
    ):
        said = said_to(clew, head(name, b"Connection: close", start=b"GET /healthz HTTP/1.1"))
        assert statuses(said) == [200]
        assert said.endswith(b"ok")


def test_an_absolute_address_is_answered_here(clew):
    said = said_to(
        clew, head(b"Connection: close", start=b"GET http://evil.example/healthz HTTP/1.1")
    )
    assert statuses(said) in ([200], [400], [404], [302])
    assert b"evil.example" not in said.partition(b"\r\n\r\n")[0].replace(b"next=", b"")


def test_ranges_of_a_file_do_not_grow(clew):
    many = b"Range: bytes=" + b",".join(b"0-" for _ in range(1000))
    said = said_to(clew, head(many, b"Connection: close", start=b"GET /widget.js HTTP/1.1"))
    whole = httpx.get(f"{clew.url}/widget.js").content
    assert statuses(said)[0] in {200, 206, 416}
    assert len(said) < 2 * len(whole) + 4096


def test_expect_and_upgrade(clew):
    asked = head(b"Expect: 100-continue", b"Content-Length: 26", b"Connection: close")
    assert statuses(said_to(clew, asked, BODY, pause=0.3))[-1] in {400, 401}
    socketed = head(
        b"Upgrade: websocket", b"Connection: Upgrade", b"Sec-WebSocket-Version: 13",
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", start=b"GET /live HTTP/1.1",
    )  # fmt: skip
    assert 101 not in statuses(said_to(clew, socketed))
    assert lives(clew)


def test_requests_in_one_packet_are_answered_in_their_order(clew):
    asked = head(start=b"GET /healthz HTTP/1.1") * 20
    assert statuses(said_to(clew, asked)) == [200] * 20
    flood = head(start=b"GET /healthz HTTP/1.1") * 3000
    assert set(statuses(said_to(clew, flood))) <= {200, 429}
    assert lives(clew)


def test_many_that_say_nothing_do_not_keep_others_out(clew):
    """Slow heads and slow bodies: others are answered meanwhile."""
    with contextlib.ExitStack() as lines:
        for number in range(150):
            line = lines.enter_context(socket.create_connection(("127.0.0.1", clew.port), 5))
            line.sendall(
                b"POST /sign-in/ HTTP/1.1\r\nHost: x\r\n"
                + (b"X-Slow: a" if number % 2 else b"Content-Length: 1000\r\n\r\na")
            )
        assert lives(clew)
        assert httpx.get(f"{clew.url}/sign-in/", timeout=20).status_code in {200, 429}


def test_the_log_has_no_faults_of_ours_after_all_this(clew):
    assert "Traceback" not in clew.output(), clew.output()[-3000:]
