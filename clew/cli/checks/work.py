"""Jobs that gave up or stand still, files that rows name, and a way in for the owner."""

from collections.abc import Iterator

from django.conf import settings
from django.core.files.storage import default_storage

from clew.cli.checks.finding import Finding, bad, fine
from clew.cli.installation import Installation
from clew.core.holding import held_since
from clew.core.jobs import dead_letter_count, stalled_count
from clew.people.staff_queries import owner_has_password
from clew.tickets.models import Attachment

SAMPLE = 500  # of the latest attachments


def jobs(_installation: Installation) -> Iterator[Finding]:
    stalled, dead = stalled_count(), dead_letter_count()
    if dead:
        yield bad(
            "Jobs",
            f"{dead:,} gave up after several attempts.",
            "What should have followed from a change did not.",
            "Look at Settings, Failed jobs: each says why, and can be tried again.",
        )
    if stalled:
        yield bad(
            "Jobs",
            f"{stalled:,} are said to run, and their process is gone.",
            "They wait until a server or a worker finds them, which takes a minute.",
            "If it lasts, no server or worker runs: start one.",
        )
    if not dead and not stalled:
        yield fine("Jobs", "none gave up")


def attachments(_installation: Installation) -> Iterator[Finding]:
    rows = list(Attachment.objects.order_by("-id")[:SAMPLE])
    missing = [row for row in rows if not _is_whole(row)]
    if missing:
        yield bad(
            "Files",
            f"{len(missing)} of the last {len(rows)} attachments are not, or not whole,"
            f" in {settings.MEDIA_ROOT},"
            f" such as “{missing[0].filename}”.",
            "Whoever opens them gets an error, and replies that carry them are not sent.",
            "Put the directory back from a backup (tar -xf FILE files); several web processes need"
            " the same one.",
        )
    else:
        yield fine("Files", "every attachment looked for is there" if rows else "none yet")


def _is_whole(row: Attachment) -> bool:
    name = row.storage_name
    return default_storage.exists(name) and default_storage.size(name) == row.size


def owner(_installation: Installation) -> Iterator[Finding]:
    """On one's own machine a link on the terminal is enough."""
    if settings.CLEW_BASE_URL.startswith("https://") and not owner_has_password():
        yield bad(
            "Owner",
            "The owner has no password yet.",
            "Each start prints a link to the log, and who reads it first owns this installation.",
            "Run `clew link`, open what it prints, and choose a password or a passkey.",
        )


def restored(_installation: Installation) -> Iterator[Finding]:
    if since := held_since():
        yield bad(
            "Held back",
            f"A backup was restored here on {since[:10]}, and mail, webhooks and mailboxes are held"
            " since.",
            "Customers get no answers from this installation.",
            "If it is yours from now on: `clew restore --send-queued`, or `--drop-queued` to give"
            " up what waited in the backup. A trial copy stays as it is.",
        )
