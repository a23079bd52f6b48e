"""What Ottergrid's billing and metering say about each account, once a day or once a month."""

from datetime import datetime, timedelta
from typing import Any

from clew.demo.activity.moments import Event, wire_event
from clew.demo.company.cast import Account
from clew.demo.company.devices import SERVER_SDK
from clew.demo.edition import DAYS, Edition, dice

WEEKEND = 5  # datetime.weekday() of Saturday
TRIAL_DAYS = 14
LOST_IN_INCIDENT = 0.388  # of a day's webhooks of an account in the EU


def reports(edition: Edition, account: Account, number: int) -> list[Event]:
    """Usage of the day, and the money events that fall on it."""
    if -number >= account.since:
        return []
    said = {"usage_reported": (23.9, _usage(edition, account, number))}
    age = account.since + number  # days
    if account.mrr and age == TRIAL_DAYS:
        more = {"plan": account.plan, "mrr": account.mrr, "seats": account.seats}
        said["subscription_started"] = (10.2, more)
    if account.mrr and age > TRIAL_DAYS and edition.day(number).day == 1 + account.since % 28:
        paid = {"amount_usd": account.mrr, "plan": account.plan, "method": "card"}
        said["invoice_paid"] = (6.5, paid)
    return [
        _said(edition, account, name, edition.day(number) + timedelta(hours=hour), properties)
        for name, (hour, properties) in said.items()
    ]


def _usage(edition: Edition, account: Account, number: int) -> dict[str, Any]:
    roll = dice("usage", account.slug, number)
    lived = 1 + number / DAYS
    trend = {"growing": 0.7 + 0.4 * lived, "fading": 1.2 - 0.7 * lived, "quiet": 0.3}
    weekday = edition.day(number).weekday() < WEEKEND
    busy = trend.get(account.mood, 1.0) * (1 if weekday else 0.35) * roll.uniform(0.88, 1.12)
    runs = int(busy * (14 + account.mrr * 0.4))
    hooks = int(runs * roll.uniform(2.6, 3.1))
    hit = account.region == "eu" and edition.day(number) == edition.incident_day
    delivered = int(hooks * (LOST_IN_INCIDENT if hit else roll.uniform(0.985, 0.999)))
    return {
        "flow_runs": runs,
        "failed_runs": int(runs * roll.uniform(0.004, 0.02)),
        "webhooks_sent": hooks,
        "webhooks_delivered": delivered,
        "api_calls": int(runs * roll.uniform(8, 11)),
        "assistant_cost_usd": round(busy * account.people * roll.uniform(0.01, 0.06), 2),
        "seats_used": min(account.people, account.seats),
    }


def _said(
    edition: Edition, account: Account, name: str, at: datetime, more: dict[str, Any]
) -> Event:
    properties = {
        "$lib": "posthog-python",
        "$lib_version": SERVER_SDK,
        "$is_server": True,
        "$groups": {"organization": account.key},
        **more,
    }
    return wire_event(edition, name, at, f"$organization_{account.key}", properties)
