"""The readers of this process: one for each mailbox that is ours, as admins switch them."""

import threading

import structlog
from django.db import connections

from clew.channels.email.imap import ownership, state
from clew.channels.email.imap.reader import MailboxReader
from clew.channels.email.models import Mailbox
from clew.core.holding import is_held

EVERY = 1.0  # seconds until a change of an admin is followed
log = structlog.get_logger(__name__)


class MailboxReaders:
    """A service, see clew.core.services."""

    name = "mailboxes"

    def __init__(self) -> None:
        self._readers: dict[int, MailboxReader] = {}
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._me = ""

    def start(self) -> None:
        self._stopping.clear()
        self._me = ownership.my_name()
        self._thread = threading.Thread(target=self._run, name="mailboxes", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(10)
            self._thread = None
        self._end(list(self._readers))
        connections.close_all()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self.look()
            except Exception:
                log.exception("mailboxes.look_failed")
            finally:
                connections.close_all()
            self._stopping.wait(EVERY)

    def look(self) -> None:
        """Ends, renews and begins what is to be; tells admins of what fails."""
        mailboxes = Mailbox.objects.filter(active=True, deleted_at=None)
        rows = {} if is_held() else {row.pk: row for row in mailboxes}
        held = ownership.renew(list(self._readers), self._me) if self._readers else set()
        self._end([pk for pk in self._readers if pk not in held or self._is_past(pk, rows)])
        for pk, row in rows.items():
            if pk not in self._readers and ownership.take(row, self._me):
                self._begin(row)
            state.tell_of(row)

    def _is_past(self, pk: int, rows: dict[int, Mailbox]) -> bool:
        reader, row = self._readers[pk], rows.get(pk)
        return row is None or row.changed_at != reader.mailbox.changed_at or not reader.runs

    def _begin(self, row: Mailbox) -> None:
        self._readers[row.pk] = reader = MailboxReader(row, self._me)
        reader.start()

    def _end(self, ids: list[int]) -> None:
        for pk in ids:
            self._readers[pk].ask_to_stop()
        for pk in ids:
            self._readers.pop(pk).stop()
        if ids:
            ownership.give_back(ids, self._me)
