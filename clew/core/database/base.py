"""The few things our database does otherwise than Django's; its ``ENGINE`` asks for this name."""

import select
from typing import Any

from django.db.backends.postgresql import base

# Starting helpers takes longer than what most pages ask, and on a machine with few cores they only
# take from other requests.
ALONE = "SET max_parallel_workers_per_gather = 0"


class DatabaseWrapper(base.DatabaseWrapper):
    """A PostgreSQL that ended leaves the pool full of connections, and the first pages after it
    came back would get those. Asking PostgreSQL each time costs a round trip; the socket knows.
    """

    def get_new_connection(self, conn_params: Any) -> Any:
        found = super().get_new_connection(conn_params)
        pool: Any = self.pool
        if pool is None:
            return found
        for _ in range(pool.max_size):
            if not _has_heard(found):
                break
            found.close()
            pool.putconn(found)  # which opens another in its place
            found = super().get_new_connection(conn_params)
        return found

    def _configure_connection(self, connection: Any) -> bool:
        """Once for each connection, pooled or not."""
        super()._configure_connection(connection)  # type: ignore[misc]  # no types
        with connection.cursor() as cursor:
            cursor.execute(ALONE)
        return True  # to be committed


def _has_heard(connection: Any) -> bool:
    """Did PostgreSQL say something that nobody asked? To one that idles it only says goodbye."""
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    return bool(poll.poll(0))
