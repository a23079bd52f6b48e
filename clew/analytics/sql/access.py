"""What one reader may see through SQL. A value: compiling a query needs no database."""

from dataclasses import dataclass
from datetime import datetime

from clew.events.moving import moved_since
from clew.people.models import ApiToken, Environment, Role, Scope, Sees, Staff, Team
from clew.people.queries import Reader, may_see_customers

BODIES = (Role.LEAD, Role.ADMIN, Role.OWNER)


@dataclass(frozen=True, slots=True)
class Access:
    """``team_ids`` are the reader's own, ``hidden_team_ids`` private ones they are not in."""

    environment_id: int
    staff_id: int = 0
    every_ticket: bool = False  # admins and tokens: no fence at all
    own_teams_only: bool = False
    team_ids: tuple[int, ...] = ()
    hidden_team_ids: tuple[int, ...] = ()
    bodies: bool = False  # may read what messages say
    own_events: bool = False  # may read all events that Clew itself records: the audit's
    # People were merged since then, and older events do not say so yet; None: they all do.
    moved_since: datetime | None = None

    @property
    def is_fenced(self) -> bool:
        return not self.every_ticket


class NoAccess(Exception):  # noqa: N818
    """Strangers and capture tokens."""


def access_of(reader: Reader, environment: Environment) -> Access:
    """Raises NoAccess."""
    if not may_see_customers(reader):
        raise NoAccess
    moved = moved_since(environment.pk)
    if isinstance(reader, ApiToken):
        admin = reader.scope == Scope.ADMIN
        return Access(
            environment.pk, every_ticket=True, bodies=admin, own_events=admin, moved_since=moved
        )
    assert isinstance(reader, Staff)
    if reader.reads_every_team:
        return Access(
            environment.pk, reader.pk, every_ticket=True, bodies=True, own_events=True,
            moved_since=moved,
        )  # fmt: skip
    own = frozenset(Team.objects.filter(members=reader).values_list("pk", flat=True))
    private = frozenset(Team.objects.filter(private=True).values_list("pk", flat=True))
    return Access(
        environment.pk,
        reader.pk,
        own_teams_only=reader.sees == Sees.OWN_TEAMS,
        team_ids=tuple(sorted(own)),
        hidden_team_ids=tuple(sorted(private - own)),
        bodies=reader.role_now in BODIES,
        moved_since=moved,
    )
