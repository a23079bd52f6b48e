import time

import psycopg
import pytest
from django.conf import settings
from django.db import connection, connections

pytestmark = pytest.mark.django_db(transaction=True)


def _asked():
    """Which process of PostgreSQL answered one page."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        found = cursor.fetchone()[0]
    connection.close()  # back to the pool
    return found


def _ended(pids):
    with psycopg.connect(settings.CLEW_EMBEDDED_POSTGRES_URL, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(pid) FROM unnest(%s) AS pid", [pids])
        left = "SELECT count(*) FROM pg_stat_activity WHERE pid = ANY(%s)"
        while other.execute(left, [pids]).fetchone() != (0,):
            time.sleep(0.01)


def test_a_page_gets_no_connection_that_postgresql_has_ended():
    pool = connections["default"].pool
    pids = {_asked() for _ in range(pool.max_size * 2)}
    assert len(pids) <= pool.max_size, "they are used again while they last"
    _ended(list(pids))
    assert _asked() not in pids
