"""Whom a number is about: each number elsewhere opens the list of the customers behind it.

Whoever shows such a number registers a resolver under a name, once, when its app is ready, and
links with ``selection_url``::

    selections.register("dashboard-active", _active)

    def _active(environment: Environment, params: Mapping[str, str]) -> Selected:
        day = parsed_day(params.get("day"))  # raises ValidationError for what is none
        ids = ...  # ask for at most MAX_SELECTED + 1
        return Selected("people", ids, f"Active on {day}")

    url = selections.selection_url("dashboard-active", day="2026-11-20")

The address names the question, not the answer: the resolver runs when the list is opened, and its
answer is kept for a few minutes, so that paging and sorting do not ask again. Params come from an
address that anybody on staff can write: check them. The list leaves out whoever does not exist
(any more), shows survivors for persons and groups who were merged, and applies its own columns,
filters and order.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from django.core.exceptions import ValidationError

from clew.people.models import Environment

MAX_SELECTED = 20_000  # customers; a list of more shows the first ones and says so
MAX_PARAMS = 2_000  # characters


@dataclass(frozen=True, slots=True)
class Selected:
    """``kind`` is "people", or ":" and a group type's name, as ``CustomerList.kind``.

    ``ids`` are persons' ids as the event store has them (``person_id``), or keys of groups.
    """

    kind: str
    ids: Sequence[UUID | str]
    title: str  # after "Customers behind: "

    @property
    def is_cut(self) -> bool:
        return len(self.ids) > MAX_SELECTED


Resolve = Callable[[Environment, Mapping[str, str]], Selected]

RESOLVERS: dict[str, Resolve] = {}


def register(name: str, resolve: Resolve) -> None:
    """``resolve`` raises ValidationError when its params make no sense."""
    RESOLVERS[name] = resolve


def selection_url(name: str, **params: str) -> str:
    """The address of the list of customers that ``name``'s resolver finds for ``params``."""
    if name not in RESOLVERS:
        raise KeyError(name)
    return f"/customers/?{urlencode({'selection': name, 'of': urlencode(params)})}"


def selected(environment: Environment, name: str, of: str) -> Selected:
    """What an address asks for. Raises ValidationError, also for a name that nobody registered."""
    resolve = RESOLVERS.get(name)
    if resolve is None or len(of) > MAX_PARAMS or "\x00" in of:
        raise ValidationError("This link names customers that Clew cannot find any more.")
    return resolve(environment, dict(parse_qsl(of)))
