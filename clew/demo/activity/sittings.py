"""An ordinary day of one person: whether they come, when, and for how many errands."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from clew.demo.activity.errands import run_errand
from clew.demo.activity.errors import maybe_errors
from clew.demo.activity.joining import arrivals
from clew.demo.activity.moments import Event, Moment
from clew.demo.company.cast import Customer
from clew.demo.company.devices import Device
from clew.demo.edition import DAYS, Edition, dice, happens

WEEKEND = 5  # datetime.weekday() of Saturday
ON_WEEKENDS = 0.1  # of the weekday's keenness
FLAGS = (
    ("new-flow-editor", ("test", "control")),
    ("assistant-tools", (True,)),
    ("eu-failover-v2", (True, False)),
    ("usage-page-redesign", (False, True)),
)


def sittings(edition: Edition, who: Customer, number: int) -> list[Event]:
    """The events of day ``number`` (0 is today); empty on days off."""
    roll = dice("day", who.distinct_id, number)
    if -number >= who.joined or roll.random() > _keenness(edition, who, number):
        return []
    found: list[Event] = []
    for _ in range(2 if happens(roll, 0.24) else 1):
        at = _begins(edition, who, number, roll.gauss(0, 2.1))
        moment = Moment(edition, who, _device(edition, who, at, roll.random()), at, roll)
        _sit(moment, number)
        found += moment.out
    return found


def visit(edition: Edition, who: Customer, number: int) -> list[Event]:
    """A day of somebody who never signs in."""
    roll = dice("visit", who.distinct_id, number)
    if -number > who.joined or (-number != who.joined and roll.random() > who.keenness):
        return []
    at = edition.day(number) + timedelta(hours=who.starts_at, minutes=roll.uniform(0, 59))
    moment = Moment(edition, who, who.devices[0], at, roll)
    run_errand(moment, visiting=True)
    return moment.out


def _sit(moment: Moment, number: int) -> None:
    flag, answers = moment.roll.choice(FLAGS)
    run_errand(moment)
    if happens(moment.roll, 0.5):
        answer = dice("flag", flag, moment.who.handle).choice(answers)
        called = {"$feature_flag": flag, "$feature_flag_response": answer}
        moment.browser("$feature_flag_called", called)
    if happens(moment.roll, 0.4):
        moment.wait(30, 900)
        run_errand(moment)
    maybe_errors(moment, -number)


def _keenness(edition: Edition, who: Customer, number: int) -> float:
    mood = who.account.mood if who.account else "steady"
    lived = 1 + number / DAYS  # 0 at the beginning of the story, 1 today
    trend = {"growing": 0.55 + 0.45 * lived, "fading": 1.15 - 0.85 * lived, "quiet": 0.2}
    weekday = edition.day(number).weekday()
    factor = ON_WEEKENDS if weekday >= WEEKEND else 1 + (0.08 if weekday in {1, 2} else 0)
    return who.keenness * trend.get(mood, 1.0) * factor


def _begins(edition: Edition, who: Customer, number: int, later: float) -> datetime:
    zone = ZoneInfo(who.account.zone if who.account else "UTC")
    hour = 6 + abs(who.starts_at - 4 + later) % 16  # between six and ten in the evening
    local = edition.day(number).replace(tzinfo=zone)
    return (local + timedelta(hours=hour)).astimezone(edition.today.tzinfo)


def _device(edition: Edition, who: Customer, at: datetime, chance: float) -> Device:
    """Mostly the first; another one only after its first sign-in."""
    ready = [device for since, device in arrivals(edition, who) if since < at] or [who.devices[0]]
    return ready[0] if chance < 0.75 else ready[-1]  # noqa: PLR2004
