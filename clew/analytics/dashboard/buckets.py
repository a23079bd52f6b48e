"""Days, weeks and months as numbers one after the other, alike in Python and in SQL."""

from datetime import date, timedelta
from enum import StrEnum

EPOCH = date(1970, 1, 1)  # a Thursday
TO_MONDAY = 3  # days from the Monday before it


class By(StrEnum):
    DAY = "day"
    WEEK = "week"  # begins on Monday
    MONTH = "month"


_SQL = {
    By.DAY: "toUInt32(toDate({0}))",
    By.WEEK: "intDiv(toUInt32(toDate({0})) + 3, 7)",
    By.MONTH: "toUInt32(toYear({0}) * 12 + toMonth({0}) - 1)",
}


def bucket_sql(by: By, timestamp: str = "timestamp") -> str:
    return _SQL[by].format(timestamp)


def bucket_of(day: date, by: By) -> int:
    number = (day - EPOCH).days
    if by is By.DAY:
        return number
    return (number + TO_MONDAY) // 7 if by is By.WEEK else day.year * 12 + day.month - 1


def first_day(bucket: int, by: By) -> date:
    if by is By.MONTH:
        return date(bucket // 12, bucket % 12 + 1, 1)
    return EPOCH + timedelta(days=bucket if by is By.DAY else bucket * 7 - TO_MONDAY)


def last_day(bucket: int, by: By) -> date:
    return first_day(bucket + 1, by) - timedelta(days=1)


def buckets(first: date, last: date, by: By) -> range:
    """Every bucket that holds one of these days."""
    return range(bucket_of(first, by), bucket_of(last, by) + 1)
