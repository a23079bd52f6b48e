"""The rows of ``events`` that the dashboard's numbers read, and whom each row is about.

Persons go by ``person_id``, which a job corrects some minutes after persons merge. An account that
was merged into another counts as the survivor at once.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from clew.analytics.dashboard.asked import Asked, Per, Who
from clew.analytics.dashboard.roles import Roles, roles_of
from clew.events.store import event_store
from clew.people.models import Environment, Group, GroupType

NOBODY = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True, slots=True)
class Accounts:
    """The group type that is the customer's organisation; ``merged`` leads on to survivors."""

    index: int
    type: str
    merged: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Fixed pieces of SQL; values are bound under names of their own."""

    environment_id: int
    asked: Asked
    roles: Roles
    accounts: Accounts | None = None
    bound: dict[str, Any] = field(default_factory=dict, compare=False)

    @property
    def who(self) -> str:
        """The person, or the account, of a row."""
        if self.asked.per == Per.PERSON or self.accounts is None:
            return "person_id"
        column = f"group_{int(self.accounts.index)}"
        if not self.accounts.merged:
            return column
        self.bound["merged_from"] = [one for one, _ in self.accounts.merged]
        self.bound["merged_into"] = [other for _, other in self.accounts.merged]
        return (
            f"transform({column}, {{merged_from:Array(String)}}, "
            f"{{merged_into:Array(String)}}, {column})"
        )

    @property
    def rows(self) -> str:
        """FROM and the beginning of WHERE: what customers sent, of somebody we can name."""
        self.bound["environment_id"] = self.environment_id
        named = "1"
        if self.asked.per == Per.ACCOUNT and self.accounts is not None:
            named = f"group_{int(self.accounts.index)} != ''"
        return (
            "FROM events WHERE environment_id = {environment_id:UInt32} AND lib != 'clew'"
            f" AND {named}"
        )

    @property
    def activity(self) -> str:
        known = f" AND {self._known}" if self.asked.who == Who.IDENTIFIED else ""
        return f"({self.roles.activity.sql(self.bound)}{known})"

    @property
    def _known(self) -> str:
        """Not of a visitor. Servers and browsers that nobody was identified on are no people.

        A server's code calls no identify: whoever it gave an email or a name is known by that.
        It leaves out who is known to be anonymous: whoever was merged or came a moment ago and is
        not mirrored yet stays in.
        """
        if self.asked.per == Per.ACCOUNT and self.accounts is not None:
            return "person_mode != 'propertyless'"
        return (
            "person_mode != 'propertyless' AND person_id GLOBAL NOT IN (SELECT id"
            " FROM mirror_persons FINAL WHERE environment_id = {environment_id:UInt32}"
            " AND NOT is_identified AND email = '' AND name = '')"
        )

    def between(self, first: date, last: date, name: str) -> str:
        """Within these days, both included."""
        self.bound[f"{name}_from"] = first.isoformat()
        self.bound[f"{name}_until"] = (last + timedelta(days=1)).isoformat()
        return (
            f"(timestamp >= toDateTime64({{{name}_from:String}}, 3, 'UTC')"
            f" AND timestamp < toDateTime64({{{name}_until:String}}, 3, 'UTC'))"
        )

    def until(self, last: date, name: str = "end") -> str:
        """Clocks of browsers run ahead: what is dated after today is not counted yet."""
        self.bound[f"{name}_until"] = (last + timedelta(days=1)).isoformat()
        return f"timestamp < toDateTime64({{{name}_until:String}}, 3, 'UTC')"

    def read(self, sql: str) -> list[tuple[Any, ...]]:
        with event_store().reader() as client:
            return [tuple(row) for row in client.query(sql, parameters=self.bound).result_rows]


def source_for(environment: Environment, asked: Asked, accounts: Accounts | None) -> Source:
    return Source(environment.pk, asked, roles_of(environment), accounts)


def accounts_of(environment: Environment) -> Accounts | None:
    """None until an admin said which group type is the customer's organisation."""
    found = GroupType.objects.filter(environment=environment, is_account=True).first()
    if found is None:
        return None
    merged = Group.objects.filter(type=found, merged_into__isnull=False)
    pairs = merged.order_by("key").values_list("key", "merged_into__key")
    return Accounts(found.index, found.name, tuple((one, str(other)) for one, other in pairs))
