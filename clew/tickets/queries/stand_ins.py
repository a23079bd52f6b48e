"""Statements that go by who asks, written once for all staff of the same kind.

They are written for a stand-in, whose number no row has, and the asker's number is bound in its
place. What would look something up of the stand-in itself finds nothing, rather than another's.
"""

from collections.abc import Hashable

from psycopg.types.numeric import Int8

from clew.people.models import Staff
from clew.tickets.queries.doors import Reader, standing
from clew.tickets.queries.view_statements import who

NUMBER = 5_317_002_719_364_402_177


def stand_in(reader: Reader) -> tuple[Reader, tuple[Hashable, ...]]:
    """With the key that statements written for it are kept by."""
    if not isinstance(reader, Staff):
        return reader, (standing(reader), who(reader))
    is_fenced = getattr(reader, "is_fenced", None)
    like = Staff(pk=NUMBER, role=reader.role_now, sees=reader.sees)
    vars(like)["is_fenced"] = is_fenced
    return like, (reader.role_now, reader.sees, is_fenced)


def marked(sql: str) -> str:
    return sql.replace(str(NUMBER), "%s")


def bound(reader: Reader, sql: str) -> list[Int8]:
    """For each place of a :func:`marked` statement."""
    if not isinstance(reader, Staff):
        return []
    return [Int8(reader.pk)] * sql.replace("%%", "").count("%s")
