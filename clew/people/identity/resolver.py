"""From captured events to persons, a chunk at a time, inside the writer's transaction."""

from collections.abc import Sequence

from clew.people.identity.incoming import Incoming, Resolved


class IdentityCache:
    """What one writer remembers between chunks. One per writer thread; never shared."""


def resolve(events: Sequence[Incoming], *, cache: IdentityCache) -> list[Resolved]:
    """Say whose each event is, in order, and write down what the events changed.

    Call it inside the transaction that records the chunk as written: the cache learns what
    happened only when that transaction commits. Events may be of several environments.
    """
    raise NotImplementedError
