"""Pages that mean harm to who reads their titles."""

import socket
import threading
import time
from contextlib import suppress

import pytest

from clew.tickets import page_titles
from clew.tickets.page_titles import RefusedError, allowed_address, title_at

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"


@pytest.fixture
def page(settings):
    """A server that answers with these bytes, one after the other, each after a pause."""
    settings.CLEW_LINK_TITLES_FROM = ["127.0.0.0/8"]
    listener = socket.create_server(("127.0.0.1", 0))

    def serve(parts, pause=0.0):
        def answer():
            connection, _ = listener.accept()
            with suppress(OSError), connection:
                connection.recv(65536)
                for part in parts:
                    connection.sendall(part)
                    time.sleep(pause)

        threading.Thread(target=answer, daemon=True).start()
        return f"http://127.0.0.1:{listener.getsockname()[1]}/"

    yield serve
    listener.close()


@pytest.mark.parametrize("start", [b"HTTP/1.1 200 OK\r\nX-Slow: ", HEAD])
def test_a_page_that_drips_holds_nobody_up(page, monkeypatch, start):
    """Four of them would stop all background work."""
    monkeypatch.setattr(page_titles, "SECONDS", 0.5)
    began = time.monotonic()
    with pytest.raises(TimeoutError):
        title_at(page([start, *[b"a"] * 400], pause=0.1))
    assert time.monotonic() - began < 20, "of the forty seconds it drips"


@pytest.mark.parametrize("nested", [b"<title " * 60_000, b"<!--" * 100_000, b"<a " * 150_000])
def test_a_page_of_beginnings_is_read_in_no_time(page, nested):
    began = time.monotonic()
    assert title_at(page([HEAD, nested])) == ""
    assert time.monotonic() - began < 20, "of the minutes it would take a parser"


def test_a_title_in_pieces(page):
    parts = [HEAD, b"<html><head><ti", b"tle data-x>Orders &amp; ", b"invoices</tit", b"le><p>"]
    assert title_at(page(parts, pause=0.05)) == "Orders & invoices"


@pytest.mark.parametrize(
    "host", ["64:ff9b::7f00:1", "64:ff9b::a00:1", "::127.0.0.1", "2002:7f00:1::", "2130706433"]
)
def test_other_spellings_of_addresses_inside_are_not_asked(host):
    with pytest.raises(RefusedError):
        allowed_address(host, 80)
