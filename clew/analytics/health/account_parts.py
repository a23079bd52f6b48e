"""What is known of the account itself: a risk that somebody set, and a trial that is over."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from clew.analytics.health.register import Account, Asked, Measured, Numbers, Part, register

HIGH = frozenset({"high", "critical", "red", "at risk", "true", "yes", "churning", "cancelled"})
LOW = frozenset({"low", "none", "no", "false", "green", "0"})
SOON = timedelta(days=7)
FREE = frozenset({"", "free", "trial"})


def _risk(asked: Asked, _: Mapping[str, Any]) -> Measured:
    found = {pk: _of(account, asked) for pk, account in asked.accounts.items()}
    return {pk: numbers for pk, numbers in found.items() if numbers is not None}


def _of(account: Account, asked: Asked) -> Numbers | None:
    """The worse of the two. Points: 0 none, 1 some, 2 high."""
    said = [each for each in (_marked(account), _trial(account, asked)) if each is not None]
    return max(said, key=lambda each: each[0], default=None)


def _marked(account: Account) -> Numbers | None:
    risk = account.risk.strip()
    if not risk:
        return None
    points = 2 if risk.lower() in HIGH else 0 if risk.lower() in LOW else 1
    return points, f"Risk is set to “{risk}”"


def _trial(account: Account, asked: Asked) -> Numbers | None:
    if account.trial_ends_at is None or account.plan.strip().lower() not in FREE:
        return None
    left = account.trial_ends_at - asked.now
    day = f"{account.trial_ends_at.day} {account.trial_ends_at:%B}"
    if left <= timedelta():
        return 2, f"The trial ended on {day} without a plan"
    return (1 if left <= SOON else 0), f"The trial runs until {day}"


def _say(numbers: Numbers) -> str:
    points, words = numbers
    return f"{words}: {points} of 2 points"


def register_account_parts() -> None:
    register(
        Part(
            kind="risk",
            label="Risk and trial",
            help="2 points for a high risk or a trial that ended without a plan, 1 for another"
            " risk or a trial that ends within 7 days.",
            weight=10,
            healthy=0,
            poor=2,
            measure=_risk,
            say=_say,
            missing="No risk is set and there is no trial",
            unit="points",
            most=2,
            position=90,
        )
    )
