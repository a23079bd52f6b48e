"""What happens to calendars. Field names are public."""

from dataclasses import dataclass

from clew.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class CalendarChanged(Fact):
    """``changed``: created, name, description, time zone, opening times, holidays, exceptions,
    retired or restored; created calendars say only that."""

    slug: str
    calendar: str  # its name
    changed: list[str]

    @property
    def subject(self) -> str:
        return f"calendar/{self.slug}"


@dataclass(frozen=True, kw_only=True)
class TeamCalendarChanged(Fact):
    """The business hours of a team; empty: none of its own."""

    team_id: int
    team_name: str
    before: str  # names of calendars
    after: str

    @property
    def subject(self) -> str:
        return f"team/{self.team_id}"
