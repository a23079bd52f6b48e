"""What a viewer of the dashboard asked for: which days, whom to count, how finely."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from clew.analytics.dashboard.buckets import By

PERIODS = {7: "7 days", 30: "30 days", 90: "90 days", 365: "12 months"}
FINEST = {7: By.DAY, 30: By.DAY, 90: By.WEEK, 365: By.MONTH}
MOST_DAYS_BY_DAY = 90


class Per(StrEnum):
    PERSON = "person"
    ACCOUNT = "account"


class Who(StrEnum):
    """Visitors are those without a profile, or with one that nobody was ever identified on."""

    IDENTIFIED = "identified"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Asked:
    """The period is ``days`` days up to and with ``today``; all days are UTC's."""

    today: date
    days: int = 30
    per: Per = Per.PERSON
    who: Who = Who.IDENTIFIED
    by: By = By.DAY

    @property
    def first(self) -> date:
        return self.today - timedelta(days=self.days - 1)

    @property
    def before_first(self) -> date:
        """The first day of the period before, which is as long."""
        return self.first - timedelta(days=self.days)

    @property
    def before_last(self) -> date:
        return self.first - timedelta(days=1)

    @property
    def params(self) -> dict[str, str]:
        """As an address says it, without what is the default."""
        said = {"days": str(self.days), "per": self.per, "who": self.who, "by": self.by}
        usual = {"days": "30", "per": Per.PERSON, "who": Who.IDENTIFIED, "by": FINEST[self.days]}
        return {name: str(value) for name, value in said.items() if value != usual[name]}


def asked(params: Mapping[str, str], *, today: date, has_accounts: bool) -> Asked:
    """Whatever makes no sense is as if it had not been said."""
    days = int(found) if (found := params.get("days", "")) in map(str, PERIODS) else 30
    by = By(params["by"]) if params.get("by") in set(By) else FINEST[days]
    if by is By.DAY and days > MOST_DAYS_BY_DAY:
        by = FINEST[days]
    per = Per.ACCOUNT if has_accounts and params.get("per") == Per.ACCOUNT else Per.PERSON
    who = Who.ALL if params.get("who") == Who.ALL else Who.IDENTIFIED
    return Asked(today, days, per, who, by)
