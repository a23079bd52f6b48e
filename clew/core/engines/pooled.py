"""The connections that pages and jobs share."""

from typing import Any, cast

from django.db import connections


def look_over_connections() -> None:
    """Replace those that a PostgreSQL started anew has closed, before a page gets one."""
    pool: Any = cast("Any", connections["default"]).pool
    if pool is not None and not pool.closed:
        pool.check()
