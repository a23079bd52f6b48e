"""One mailbox, read in a thread of its own for as long as it is ours."""

import imaplib
import random
import threading
from collections import Counter

import structlog
from django.db import connections
from imapclient import IMAPClient

from clew.channels.email.imap import connection, state, troubles
from clew.channels.email.imap.connection import Access
from clew.channels.email.imap.keeping import Keeper
from clew.channels.email.imap.position import NotOursError, Position
from clew.channels.email.imap.waiting import Waker, wait_for_mail
from clew.channels.email.models import Mailbox

BACKLOG = 100  # more than this many at first sight wait behind what comes now
# Seconds from a failure to the next attempt: the first, and the longest.
PASSING = (1.0, 300.0)
LASTING = (30.0, 900.0)  # what only a person can mend; asking often would lock the account
log = structlog.get_logger(__name__)


class MailboxReader:
    """``start`` and ``stop`` are for one other thread."""

    def __init__(self, mailbox: Mailbox, owner: str) -> None:
        self.mailbox, self._owner = mailbox, owner
        self._waker = Waker()
        self._failures, self._refused = 0, Counter[int]()
        self._thread = threading.Thread(target=self._run, name=f"mailbox-{mailbox.pk}", daemon=True)
        self._client: IMAPClient | None = None

    def start(self) -> None:
        self._thread.start()

    @property
    def runs(self) -> bool:
        return self._thread.is_alive()

    def ask_to_stop(self) -> None:
        self._waker.wake()

    def stop(self, within: float = 5.0) -> None:
        """Waits for the message it is at; one that hangs is cut off."""
        self.ask_to_stop()
        self._thread.join(within)
        if self.runs and self._client is not None:
            connection.hang_up(self._client)
            self._thread.join(within)
        if not self.runs:
            self._waker.close()

    @property
    def _stops(self) -> bool:
        return self._waker.is_woken

    def _run(self) -> None:
        while not self._stops:
            try:
                self._read()
            except NotOursError:
                return
            except Exception as error:  # noqa: BLE001  whatever it is, we try again and say it
                if not self._stops:
                    self._waker.wait(self._failed(error))
            finally:
                connections.close_all()

    def _read(self) -> None:
        access = Access.of(self.mailbox)
        client = self._client = connection.signed_in(access)
        try:
            folder = opened_folder(client, access.folder)
            position = Position.found(self.mailbox, self._owner, folder)
            keeper = Keeper(client, position, self._waker, self._refused)
            keeper.first_look(BACKLOG)
            while not self._stops:
                keeper.catch_up()
                state.note_well(self.mailbox)
                self._failures = 0
                connections.close_all()
                if not self._stops:
                    wait_for_mail(client, self._waker)
        finally:
            self._client = None
            connection.leave(client)

    def _failed(self, error: Exception) -> float:
        """Says it on the row. Returns how many seconds to wait."""
        trouble = troubles.in_words(error, self.mailbox)
        log.warning("mailbox.failed", mailbox=self.mailbox.pk, error=str(error))
        try:
            state.note_trouble(self.mailbox, trouble)
        except Exception:
            log.exception("mailbox.trouble_not_noted", mailbox=self.mailbox.pk)
        self._failures += 1
        first, last = LASTING if trouble.lasting else PASSING
        wait = min(first * 2.0 ** min(self._failures - 1, 10), last)
        return wait * random.uniform(0.7, 1.3)  # noqa: S311  spreads readers, hides nothing


def opened_folder(client: IMAPClient, name: str) -> connection.Folder:
    """Raises troubles.NoSuchFolderError with those that there are."""
    try:
        return connection.opened(client, name)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error:
        there = folder_names(client)
        if name in there:
            raise
        raise troubles.NoSuchFolderError(there) from None


def folder_names(client: IMAPClient) -> list[str]:
    """Those that can be opened, INBOX first."""
    rows = [(flags, name) for flags, _, name in client.list_folders()]
    names = [str(name) for flags, name in rows if b"\\noselect" not in map(bytes.lower, flags)]
    return sorted(names, key=lambda name: (name.upper() != "INBOX", name.lower()))
