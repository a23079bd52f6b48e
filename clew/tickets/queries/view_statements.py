"""By what the kept statement of a view is known: everything its condition is made of."""

from collections.abc import Hashable

import orjson

from clew.core import clock
from clew.people.models import Environment, Staff
from clew.tickets.queries.doors import Reader, standing
from clew.tickets.queries.views import View

SHORTLY = 10  # seconds; other conditions hold the moment at which they were made
WHO = (b'"me"', b'"mine"', b'"followed"')


def known_as(reader: Reader, environment: Environment, view: View) -> tuple[Hashable, ...]:
    """Who reads every ticket shares what does not ask for “me”."""
    own = orjson.dumps([view.own, view.same])
    is_shared = not view.filter and standing(reader) == ("all",) and not asks_who(own)
    is_timeless = view.timeless and not view.filter
    return (
        *(environment.pk, standing(reader), () if is_shared else who(reader)),
        *(view.slug, own, view.filter, view.sort, view.group_by, view.columns),
        0 if is_timeless else int(clock.now().timestamp() // SHORTLY),
    )


def asks_who(conditions: bytes) -> bool:
    return any(word in conditions for word in WHO)


def who(reader: Reader) -> tuple[Hashable, ...]:
    """Staff and tokens are numbered each for themselves."""
    role = reader.role_now if isinstance(reader, Staff) else ""
    return type(reader).__name__, reader.pk, role
