"""What happens when tickets are given out. Field names are public."""

from dataclasses import dataclass

from clew.core.facts import Fact
from clew.tickets.facts import TicketFact


@dataclass(frozen=True, kw_only=True)
class AssignmentWaits(TicketFact):
    """Nobody could take it; it is tried again when somebody comes on."""

    team: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class AssignmentChanged(Fact):
    """How a team gives out its tickets from now on. ``people`` are names of who takes part."""

    team_id: int
    team_name: str
    way: str
    capacity: int
    is_billing: bool
    people: list[str]

    @property
    def subject(self) -> str:
        return f"team/{self.team_id}"
