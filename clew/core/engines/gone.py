"""Did an engine not answer? Then it is no fault of the page, and passes by itself.

Said as 503 with a time to try again, not as 500.
"""

from clickhouse_connect.driver.exceptions import DatabaseError as EventsError
from clickhouse_connect.driver.exceptions import OperationalError as EventsGone
from django.db import InterfaceError, OperationalError
from psycopg_pool import PoolTimeout

POSTGRES, EVENTS = "PostgreSQL", "the event store"
RETRY_SECONDS = "5"
# ClickHouse's codes for files it cannot read or write, limits it ran into and peers it lost.
UNREADABLE = frozenset(
    {3, 33, 40, 74, 75, 76, 88, 107, 159, 202, 209, 210, 241, 243, 252, 271, 279, 425, 432, 1000}
)


def silent_engine(error: BaseException | None) -> str:
    """The engine because of which this was raised; empty when it was for another reason."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if isinstance(error, OperationalError | InterfaceError | PoolTimeout):
            return POSTGRES
        if isinstance(error, EventsGone):
            return EVENTS
        if isinstance(error, EventsError) and (error.code is None or error.code in UNREADABLE):
            return EVENTS
        error = error.__cause__ or error.__context__
    return ""
