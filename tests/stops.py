"""As if the process were told to stop while long work goes on."""

import contextlib

from clew.core.jobs import stopping


@contextlib.contextmanager
def stopped():
    stopping.set()
    try:
        yield
    finally:
        stopping.clear()
