"""After a burst the empty log gives its room on the disk back at once.

A row that is deleted leaves its room in the file. PostgreSQL would return it to the disk when it
happens to vacuum; until then a disk that was nearly full keeps capture from going on.
"""

from django.db import OperationalError, connection, transaction

from clew.events.channel import LOG_ORDER

LARGE = 64 * 2**20  # bytes that are worth it
SIZE = "SELECT pg_total_relation_size('capture_log')"
WAITS = "SELECT EXISTS (SELECT FROM capture_log)"


def give_back() -> bool:
    """Whether it was large, empty, and nobody used it. Commits wait for milliseconds."""
    if _asked(SIZE) < LARGE:
        return False
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOG_ORDER])
            cursor.execute("LOCK TABLE capture_log IN ACCESS EXCLUSIVE MODE NOWAIT")
            if _asked(WAITS):
                return False
            cursor.execute("TRUNCATE capture_log")
    except OperationalError:  # somebody reads it, such as a backup; another time
        return False
    return True


def _asked(question: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return int(cursor.fetchone()[0])
