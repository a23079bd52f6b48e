"""A request whose answer was lost is sent again; what it wrote is not written twice."""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from django.db import connection, transaction

from clew.core import clock

T = TypeVar("T")
REMEMBERED = timedelta(hours=24)
# In the table of the cache, but not by way of it: that counts all there is before each new one,
# and forgets some when they are many.
WRITE = """
INSERT INTO web_cache (cache_key, value, expires) VALUES (%s, '', %s)
ON CONFLICT (cache_key) DO UPDATE SET expires = excluded.expires WHERE web_cache.expires <= %s
"""


def once(nonce: str, write: Callable[[], T], *, already: T) -> T:
    """``already`` when this nonce has written before. Fails and commits together with it."""
    with transaction.atomic():
        if nonce and not _is_new(f"workspace:{nonce}"):
            return already
        return write()


def _is_new(key: str) -> bool:
    """Waits for another request with the same nonce to end."""
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(WRITE, [key, now + REMEMBERED, now])
        return bool(cursor.rowcount)


def forget_expired() -> int:
    """Whatever is remembered in the cache's table, by whomever."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM web_cache WHERE expires <= %s", [clock.now()])
        return int(cursor.rowcount)
