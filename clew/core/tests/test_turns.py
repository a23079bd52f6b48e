"""Work that can wait lets pages go first, and still gets on."""

import sys
import threading
import time

from clew.core import turns


def worked(patience, seconds=0.02):
    time.sleep(seconds)
    began = time.monotonic()
    patience.let_pages_go()
    return time.monotonic() - began


def test_with_no_page_nobody_waits():
    assert worked(turns.Patience(2.0)) < 0.01


def test_it_goes_on_when_the_page_is_made():
    patience = turns.Patience(1000.0)
    page = turns.page()
    page.__enter__()
    threading.Timer(0.05, page.__exit__, (None, None, None)).start()
    assert worked(patience) < 5.0


def test_pages_without_end_leave_it_its_share():
    patience = turns.Patience(2.0)
    with turns.page():
        waited = worked(patience, 0.03)
    assert 0.06 <= waited < 1.0


def test_who_did_nothing_for_an_hour_does_not_wait_for_hours(monkeypatch):
    """Not even for a page that never ends: it may wait for what this thread holds."""
    patience = turns.Patience(6.0)
    now = time.monotonic
    monkeypatch.setattr(turns.time, "monotonic", lambda: now() + 3600)
    with turns.page():
        assert worked(patience) < 2.0


def test_while_a_page_is_made_nobody_keeps_the_interpreter_for_long():
    before = sys.getswitchinterval()
    with turns.page():
        assert turns.are_pages_made()
        with turns.page():
            assert sys.getswitchinterval() < before
        assert sys.getswitchinterval() < before
    assert sys.getswitchinterval() == before
    assert not turns.are_pages_made()
