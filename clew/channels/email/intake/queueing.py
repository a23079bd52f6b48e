"""Jobs that follow a mail that came in."""

from clew.core.queueing import queue_once

PROCESSING = "email.process_due"  # works off what came in
TELLING = "email.tell_that_it_arrived"


def process_soon() -> None:
    queue_once(PROCESSING, queue="mail")


def tell_soon() -> None:
    queue_once(TELLING, queue="mail-telling")
