"""Loads the demo company into a running server, and loads it afresh."""

import time
from collections.abc import Callable
from contextlib import closing

import httpx
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from clew.analytics.metrics.figures import count_figures
from clew.core import clock, reacting
from clew.demo import notice, removal
from clew.demo.activity.days import CHAPTERS, chapters
from clew.demo.arranging import make_views
from clew.demo.bookmark import Bookmark, bookmark, first_page
from clew.demo.covering import cover
from clew.demo.edition import Edition
from clew.demo.hiring import open_house
from clew.demo.measuring import make_metrics
from clew.demo.posting import letters, post
from clew.demo.scoring import score
from clew.demo.sending import send
from clew.demo.telling import Telling, told_in_order
from clew.events.queries import capture_backlog
from clew.events.runtime import drain
from clew.people.models import Person, Staff
from clew.people.queries import default_environment
from clew.tickets.models import Ticket

REFUSALS = (removal.NotOnlyDemoError, notice.NotLoadedError)  # said in words to the terminal
Progress = Callable[[str, float], None]

ONE_TELLER = 0x0773_6A1D  # advisory lock: the demo is loaded by one process at a time
SENT, STORED = 0.6, 0.8  # shares of the work at which a part ends
POLL = 0.2  # seconds
STORING = 180  # seconds the writer may take for what is left after the last chapter


def load_once(base_url: str, capture_key: str, *, progress: Progress) -> None:
    """On an empty installation, or where a load was interrupted; elsewhere nothing happens."""
    begun = bookmark()
    if begun is None and not _is_empty():
        return
    if begun is None or not begun.finished:
        load(base_url, capture_key, progress)


def load(base_url: str, capture_key: str, progress: Progress) -> None:
    """Safe to run again at any time: goes on where it stopped, and adds nothing twice.

    Runs in the server's process or in a job, after the server answers. ``progress`` is told what
    is going on and the share that is done; 1.0 is the end. Raises NotTakenError.
    """
    with closing(connection), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [ONE_TELLER])
        try:
            mark = bookmark() or first_page(Edition.at(clock.now()))
            if not mark.finished:
                _tell(mark, base_url, capture_key, progress)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [ONE_TELLER])


def reset(base_url: str, capture_key: str, *, progress: Progress, force: bool = False) -> None:
    """Asks the running server to start over, and follows it to the end. For the command line.

    Raises NotOnlyDemoError when there are customers that are not the demo's, and NotLoadedError.
    """
    if not force:
        removal.refuse_other_data()
    notice.start_over_and_follow(base_url, capture_key, progress)


def start_over(base_url: str, capture_key: str, progress: Progress) -> None:
    """Removes the demo and loads it as of now. Runs where the event store can be written."""
    progress("removing the old one", 0.0)
    _wait_for_reactions()
    drain(STORING)
    before = bookmark()
    removal.remove()
    first_page(Edition.at(clock.now(), before.edition.print_run + 1 if before else 1))
    load(base_url, capture_key, progress)


def _tell(mark: Bookmark, base_url: str, capture_key: str, progress: Progress) -> None:
    house = open_house()
    cover(house, mark.edition)
    make_views(house)
    make_metrics(default_environment())
    mark = _send_events(mark, base_url, capture_key, progress)
    _wait_until_stored(progress)
    environment = default_environment()
    order = told_in_order(mark.edition)
    for number, story in enumerate(order[mark.tickets :], start=mark.tickets + 1):
        mark = Telling(mark.edition, story, environment, house).tell_and_mark(mark, number)
        progress("tickets", STORED + (1 - STORED) * 0.99 * number / len(order))
    for number, letter in enumerate(letters()[mark.letters :], start=mark.letters + 1):
        post(letter, mark.edition)
        mark = mark.moved(letters=number)
    count_figures(environment)
    score(environment)
    mark.moved(finished=True)
    progress("ready", 1.0)


def _send_events(mark: Bookmark, base_url: str, capture_key: str, progress: Progress) -> Bookmark:
    with httpx.Client(base_url=base_url, timeout=60, trust_env=False) as client:
        for events in chapters(mark.edition, skip=mark.chapters):
            send(client, capture_key, events)
            mark = mark.moved(chapters=mark.chapters + 1)
            progress("events", SENT * mark.chapters / CHAPTERS)
    return mark


def _wait_until_stored(progress: Progress) -> None:
    total = capture_backlog() or 1
    progress("profiles", SENT)
    while left := capture_backlog():
        try:
            drain(1)
        except TimeoutError:
            progress("profiles", STORED - (STORED - SENT) * min(1, left / total))


def _wait_for_reactions() -> None:
    """A reaction whose fact is gone would fail; one that never ends must not keep us for ever."""
    waiting = ProcrastinateJob.objects.filter(
        queue_name="facts", status__in=["todo", "doing"], attempts=0
    )
    deadline = time.monotonic() + STORING
    while (reacting.waiting_count() or waiting.exists()) and time.monotonic() < deadline:
        time.sleep(POLL)


def _is_empty() -> bool:
    return not (Staff.objects.exists() or Person.objects.exists() or Ticket.objects.exists())
