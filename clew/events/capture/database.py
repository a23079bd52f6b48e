"""Capture's own way to PostgreSQL: plain async connections, without Django's request machinery."""

from django.db import connections
from psycopg import AsyncConnection
from psycopg.conninfo import make_conninfo

PSYCOPGS = {"pool", "prepare_threshold"}  # options that are not PostgreSQL's


def conninfo() -> str:
    """Where Django's default database is, as psycopg takes it."""
    django = connections["default"].settings_dict
    options = {key: value for key, value in django["OPTIONS"].items() if key not in PSYCOPGS}
    named = {
        "dbname": django["NAME"],
        "user": django["USER"],
        "password": django["PASSWORD"],
        "host": django["HOST"],
        "port": django["PORT"],
    }
    given = {key: str(value) for key, value in named.items() if value}
    return make_conninfo("", **given, **options)


async def connect() -> AsyncConnection:
    return await AsyncConnection.connect(conninfo(), autocommit=True)
