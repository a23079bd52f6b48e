"""Which process reads a mailbox: a lease on its row, renewed, and taken over when it ends."""

import os
import socket
import uuid
from collections.abc import Collection
from datetime import timedelta
from pathlib import Path

from django.db.models import Q
from django.db.models.functions import Now

from clew.channels.email.models import Mailbox

LEASE = timedelta(seconds=15)  # real time of the database, whatever the clock of business says
_names: set[str] = set()  # that readers of this process have


def my_name() -> str:
    """Names this process, so that its end can be seen from beside it."""
    name = f"{_place()}/{os.getpid()}/{uuid.uuid4().hex[:8]}"
    _names.add(name)
    return name


def take(mailbox: Mailbox, me: str) -> bool:
    """Whether it is ours to read now."""
    free = Q(leased_by="") | Q(leased_until=None) | Q(leased_until__lt=Now()) | Q(leased_by=me)
    free |= Q(leased_until__gt=Now() + 2 * LEASE)  # of a clock that was set back since
    if _has_ended(mailbox.leased_by):
        free |= Q(leased_by=mailbox.leased_by)
    rows = Mailbox.objects.filter(free, pk=mailbox.pk, active=True, deleted_at=None)
    return bool(rows.update(leased_by=me, leased_until=Now() + LEASE))


def renew(ids: Collection[int], me: str) -> set[int]:
    """Which of these are still ours."""
    ours = Mailbox.objects.filter(pk__in=ids, leased_by=me)
    ours.update(leased_until=Now() + LEASE)
    return set(ours.values_list("pk", flat=True))


def give_back(ids: Collection[int], me: str) -> None:
    Mailbox.objects.filter(pk__in=ids, leased_by=me).update(leased_by="", leased_until=None)


def is_held() -> Q:
    """A condition on mailboxes: somebody reads it now."""
    return ~Q(leased_by="") & Q(leased_until__gt=Now())


def _place() -> str:
    """The machine and its table of processes: containers may share the one and not the other."""
    try:
        processes = Path("/proc/self/ns/pid").readlink().name.strip("pid:[]")
    except OSError:
        processes = "-"
    return f"{socket.gethostname()[:40]}/{processes}"


def _has_ended(owner: str) -> bool:
    """Only what was here can be seen to be gone; a lease of elsewhere has to end by itself."""
    place, _, rest = owner.rpartition("/")[0].rpartition("/")
    if not rest.isdigit() or place != _place() or owner in _names:
        return False
    if int(rest) == os.getpid():
        return True
    try:
        os.kill(int(rest), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
