"""Lines of the log. Where they cannot be written (its disk is full), work goes on without them."""

import contextlib


class Lines:
    """What structlog prints with. Its own raises, which once ended the thread that complained."""

    def msg(self, message: str) -> None:
        with contextlib.suppress(OSError, ValueError):
            print(message, flush=True)  # noqa: T201  standard output is the log

    log = debug = info = warn = warning = msg
    fatal = failure = err = error = critical = exception = msg


def lines(*_names: object) -> Lines:
    return Lines()
