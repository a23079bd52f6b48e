"""The same changes on many tickets: chosen once, carried out in pieces, undone as a whole."""

from clew.tickets.bulk.actors import may_see, reader_of
from clew.tickets.bulk.running import run, run_piece
from clew.tickets.bulk.starting import (
    cancel,
    change_many,
    forget_old_jobs,
    go_on_with_jobs,
    retry_failed,
    start,
    undo,
)

__all__ = [
    "cancel",
    "change_many",
    "forget_old_jobs",
    "go_on_with_jobs",
    "may_see",
    "reader_of",
    "retry_failed",
    "run",
    "run_piece",
    "start",
    "undo",
]
