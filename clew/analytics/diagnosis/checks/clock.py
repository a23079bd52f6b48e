"""Clocks that are wrong, and times sent without their zone."""

from clew.analytics.diagnosis.check import Check, Seen, fine, several, table
from clew.analytics.diagnosis.evidence import Case, Use
from clew.analytics.diagnosis.finding import Weight
from clew.analytics.diagnosis.words import lasting, listed

ENOUGH = 5  # events
AHEAD = 120  # seconds; nothing happens after it was received
STEADY = 600  # seconds between the early and the late ones: a clock, not a queue
HOUR, HOURS, OFF = 3_600, 14, 240


def look(case: Case) -> Seen | None:
    uses = [use for use in case.own_uses if use.events >= ENOUGH]
    if not uses:
        return None
    ahead = [use for use in uses if use.ahead > AHEAD]
    zones = [use for use in uses if _is_zone(use) and use not in ahead]
    if not ahead and not zones:
        return fine("Clocks are right")
    wrong = ahead or zones
    rows = [
        (use.distinct_id, use.lib, f"{lasting(use.ahead)} {_way(use)}", f"{use.events:,}")
        for use in [*ahead, *zones]
    ]
    evidence = table("Id, SDK, Its clock is, Events", rows)
    if ahead and not _is_zone(ahead[0]):
        return Seen(
            Weight.WARN,
            f"A clock is {lasting(ahead[0].ahead)} ahead",
            f"Events of {several(len(ahead), 'id')} are dated later than they were received. The"
            " timeline is out of order, and funnels may count the wrong one first.",
            evidence,
        )
    return Seen(
        Weight.WARN,
        f"Times are {lasting(wrong[0].ahead)} off: a time zone",
        f"{listed(use.lib for use in wrong)} dates its events whole hours away from when they came,"
        " always by the same amount.",
        evidence,
        cause="Local time was sent without its zone, and is read as UTC.",
        fix="Send timestamps in UTC, or with their offset (2026-03-04T12:00:00+02:00).",
    )


def _is_zone(use: Use) -> bool:
    hours = round(abs(use.ahead) / HOUR)
    near = abs(abs(use.ahead) - hours * HOUR) <= OFF
    return 1 <= hours <= HOURS and near and use.spread <= STEADY


def _way(use: Use) -> str:
    return "ahead" if use.ahead > 0 else "behind"


CHECK = Check(
    slug="clock",
    title="Clock skew",
    asks="Are events dated when they happened?",
    cause="The device's or the server's clock is wrong, and the SDK does not send when it sent.",
    fix="Let the machine keep its time (NTP), and do not set timestamps by hand.",
    look=look,
    needs=frozenset({"uses"}),
)
