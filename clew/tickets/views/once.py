"""A request whose answer was lost is sent again; what it wrote is not written twice."""

from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache
from django.db import transaction

T = TypeVar("T")
REMEMBERED = 24 * 3600  # seconds


def once(nonce: str, write: Callable[[], T], *, already: T) -> T:
    """``already`` when this nonce has written before. Fails and commits together with it:

    the cache is a table of the same database.
    """
    with transaction.atomic():
        if nonce and not cache.add(f"workspace:{nonce}", "written", REMEMBERED):
            return already
        return write()
