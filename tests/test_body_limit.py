"""What is larger than anything we take is not kept, whoever sends it."""

import socket
import time

import httpx
import pytest

from config.body_limit import MOST


def answer_to(clew, *headers, body=b""):
    """What the server says, and the seconds it took, while we send for half a minute."""
    begin = time.monotonic()
    with socket.create_connection(("127.0.0.1", clew.port), timeout=30) as line:
        line.sendall("\r\n".join(["POST /sign-in/ HTTP/1.1", "Host: x", *headers, "", ""]).encode())
        try:
            while body and time.monotonic() < begin + 30:
                line.sendall(body)
            said = line.recv(1000)
        except ConnectionError:
            said = b""
    return said, time.monotonic() - begin


def test_an_endless_head_is_cut_off(clew):
    head = b"X-More: " + b"x" * 1000 + b"\r\n"
    for part in (head * 100, b"x" * 100_000):
        begin = time.monotonic()
        with socket.create_connection(("127.0.0.1", clew.port), timeout=30) as line:
            line.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-First: ")
            with pytest.raises(ConnectionError):
                while time.monotonic() < begin + 20:
                    line.sendall(part)
    usual = {f"X-{number}": "x" * 1000 for number in range(50)}
    assert httpx.get(f"{clew.url}/healthz", headers=usual).status_code == 200


def test_an_announced_length_is_refused_at_once(clew):
    said, _ = answer_to(clew, f"Content-Length: {MOST + 1}")
    assert said.startswith(b"HTTP/1.1 413")


def test_an_endless_body_is_cut_off(clew):
    chunk = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
    _, seconds = answer_to(clew, "Transfer-Encoding: chunked", body=chunk)
    assert seconds < 25, "long before the sender had enough"
    assert httpx.get(f"{clew.url}/healthz").status_code == 200
