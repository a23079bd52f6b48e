"""Pages go first: work in the same process that can wait lets them, and still gets on.

One interpreter runs one thread at a time. A page asks PostgreSQL a dozen times, and after each
answer would wait for the writer to be interrupted: that is most of what a busy writer costs it.
"""

import contextlib
import sys
import threading
import time
from collections.abc import Iterator

LOOK = 0.001  # seconds
LONGEST = 0.5  # seconds that work waits for pages at once
# How long one thread keeps the interpreter when others want it. Shorter costs the writer.
ALONE, WITH_PAGES = sys.getswitchinterval(), 0.001  # seconds
_counting = threading.Lock()
_pages = 0


@contextlib.contextmanager
def page() -> Iterator[None]:
    """While a page is being made."""
    global _pages  # noqa: PLW0603  there is one interpreter to share
    with _counting:
        _pages += 1
        sys.setswitchinterval(WITH_PAGES)
    try:
        yield
    finally:
        with _counting:
            _pages -= 1
            if not _pages:
                sys.setswitchinterval(ALONE)


def are_pages_made() -> bool:
    return _pages > 0


class Patience:
    """Of one thread. It waits for pages at most ``share`` times as long as it worked."""

    def __init__(self, share: float) -> None:
        self.share = share
        self._since = time.monotonic()

    def let_pages_go(self) -> None:
        """Call it every few milliseconds of work. It never waits long: a page may wait for what
        this thread holds, and who did nothing for an hour did not work for an hour.
        """
        now = time.monotonic()
        until = now + min((now - self._since) * self.share, LONGEST)
        while _pages and now < until:
            time.sleep(LOOK)
            now = time.monotonic()
        self._since = now
