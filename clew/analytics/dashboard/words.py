"""Days, spans of days and numbers as the dashboard writes them."""

from datetime import date

from clew.analytics.dashboard.buckets import By, first_day


def day_words(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def span_words(first: date, last: date) -> str:
    return f"on {day_words(first)}" if first == last else f"{day_words(first)} to {day_words(last)}"


def bucket_words(bucket: int, by: By) -> str:
    """After a verb: "on 3 Nov 2026", "in the week from 2 Nov 2026", "in November 2026"."""
    day = first_day(bucket, by)
    if by is By.MONTH:
        return f"in {day:%B %Y}"
    return f"in the week from {day_words(day)}" if by is By.WEEK else f"on {day_words(day)}"


def bucket_label(bucket: int, by: By) -> str:
    """At the axis of a chart."""
    day = first_day(bucket, by)
    return f"{day:%b %Y}" if by is By.MONTH else f"{day.day} {day:%b}"
