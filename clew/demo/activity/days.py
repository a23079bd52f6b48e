"""The story's events, day by day, in the order in which they happened."""

from collections.abc import Iterator

from clew.demo.activity.accounts import reports
from clew.demo.activity.buying import purchases
from clew.demo.activity.incident import incident
from clew.demo.activity.joining import arrivals, describe_groups, first_sign_in
from clew.demo.activity.moments import Event, in_order
from clew.demo.activity.oddities import oddities
from clew.demo.activity.signals import signals
from clew.demo.activity.sittings import sittings, visit
from clew.demo.company.cast import accounts, customers, visitors
from clew.demo.edition import DAYS, Edition

CHAPTERS = DAYS + 2


def chapters(edition: Edition, skip: int = 0) -> Iterator[list[Event]]:
    """The years before in one chapter, then one for each day up to ``until``.

    Chapters do not depend on each other, so that loading can go on where it stopped.
    """
    for number in range(skip, CHAPTERS):
        yield _day(edition, number - DAYS - 1) if number else _before(edition)


def _before(edition: Edition) -> list[Event]:
    """Who was already there when the ninety days began."""
    begin = edition.day(-DAYS)
    found = []
    for account in accounts():
        at = edition.day(-account.since)
        if at < begin:
            found += describe_groups(edition, account, at)
    for who in customers():
        for at, device in arrivals(edition, who):
            if at < begin:
                found += first_sign_in(edition, who, device, at)
    return list(in_order(found))


def _day(edition: Edition, number: int) -> list[Event]:
    events = [*_ordinary(edition, number), *signals(edition, number)]
    return _until(edition, [*events, *oddities(edition, number), *incident(edition, number)])


def _ordinary(edition: Edition, number: int) -> list[Event]:
    found: list[Event] = []
    today, tomorrow = edition.day(number), edition.day(number + 1)
    for account in accounts():
        if edition.day(-account.since) == today:
            found += describe_groups(edition, account, today)
        found += reports(edition, account, number)
    for who in customers():
        for at, device in arrivals(edition, who):
            if today <= at < tomorrow:
                found += first_sign_in(edition, who, device, at)
        found += sittings(edition, who, number)
        found += purchases(edition, who, number)
    for who in visitors():
        found += visit(edition, who, number)
    return found


def _until(edition: Edition, events: list[Event]) -> list[Event]:
    latest = edition.until.isoformat(timespec="milliseconds")
    return [event for event in in_order(events) if event["timestamp"] <= latest]
