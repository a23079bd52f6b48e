"""What happens among staff: the audit view shows these."""

from dataclasses import dataclass
from datetime import datetime

from clew.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class AboutStaff(Fact):
    staff_id: int
    staff_name: str

    @property
    def subject(self) -> str:
        return f"staff/{self.staff_id}"


@dataclass(frozen=True, kw_only=True)
class StaffAdded(AboutStaff):
    """``how`` is owner, or invited."""

    role: str
    how: str


@dataclass(frozen=True, kw_only=True)
class InvitationSent(AboutStaff):
    """A fresh link for somebody who already has a place."""


@dataclass(frozen=True, kw_only=True)
class InvitationAccepted(AboutStaff):
    """They chose a password and signed in for the first time."""


@dataclass(frozen=True, kw_only=True)
class SignedInByLink(AboutStaff):
    """With a one-time link instead of password and second step."""


@dataclass(frozen=True, kw_only=True)
class RoleChanged(AboutStaff):
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class RoleGranted(AboutStaff):
    """For a while: ``until`` is UTC, ``reason`` in the words of who gave it."""

    role: str
    until: datetime
    reason: str


@dataclass(frozen=True, kw_only=True)
class RoleGrantRevoked(AboutStaff):
    """Before its time."""

    role: str


@dataclass(frozen=True, kw_only=True)
class RoleGrantEnded(AboutStaff):
    """Its time was over."""

    role: str


@dataclass(frozen=True, kw_only=True)
class ProfileChanged(AboutStaff):
    """By themselves; ``changed`` names what, never the words of it."""

    changed: list[str]


@dataclass(frozen=True, kw_only=True)
class TeamsOfStaffChanged(AboutStaff):
    teams: list[str]


@dataclass(frozen=True, kw_only=True)
class ReadingChanged(AboutStaff):
    """Which tickets they read: all, or own_teams."""

    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class StaffDeactivated(AboutStaff):
    pass


@dataclass(frozen=True, kw_only=True)
class StaffReactivated(AboutStaff):
    pass


@dataclass(frozen=True, kw_only=True)
class AboutTeam(Fact):
    team_id: int
    team_name: str

    @property
    def subject(self) -> str:
        return f"team/{self.team_id}"

    def topics(self) -> list[str]:
        return [self.subject, "tickets"]  # the rail shows teams beside their counts


@dataclass(frozen=True, kw_only=True)
class TeamCreated(AboutTeam):
    pass


@dataclass(frozen=True, kw_only=True)
class TeamRenamed(AboutTeam):
    before: str


@dataclass(frozen=True, kw_only=True)
class TeamPrivacyChanged(AboutTeam):
    private: bool


@dataclass(frozen=True, kw_only=True)
class TeamDescribed(AboutTeam):
    description: str
    tone: str


@dataclass(frozen=True, kw_only=True)
class TeamMembersChanged(AboutTeam):
    """``members`` are names, after the change."""

    members: list[str]


@dataclass(frozen=True, kw_only=True)
class TeamDeleted(AboutTeam):
    pass


@dataclass(frozen=True, kw_only=True)
class AboutToken(Fact):
    token_id: int
    token_name: str
    scope: str

    @property
    def subject(self) -> str:
        return f"api-token/{self.token_id}"


@dataclass(frozen=True, kw_only=True)
class ApiTokenCreated(AboutToken):
    pass


@dataclass(frozen=True, kw_only=True)
class ApiTokenRevoked(AboutToken):
    pass
