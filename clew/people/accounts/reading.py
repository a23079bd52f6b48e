"""Numbers, times and texts as products and spreadsheets write them. None is: it says nothing."""

import math
import re
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from email.utils import parsedate_to_datetime
from typing import Any

MOST = Decimal(10) ** 11  # what the columns hold
MOST_SEATS = 2_000_000_000
FROM, UNTIL = datetime(1990, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
MILLISECONDS = 100_000_000_000  # a number of this size counts them, not seconds
GROUPED = re.compile(r"\d{1,3}([ ',.\u00a0\u202f\u2019]\d{3})+")
NUMBER = re.compile(r"-?[\d.,' \u00a0\u202f\u2019]*\d[\d.,' \u00a0\u202f\u2019]*")
TIMES = {"k": Decimal(1000), "m": Decimal(1_000_000)}
SPELLED = (
    "%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%B %d %Y", "%b %d %Y", "%d.%m.%Y",
    "%Y/%m/%d", "%Y%m%d", "%d-%b-%Y",
)  # fmt: skip
SLASHES = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})")


def number_in(value: Any) -> Decimal | None:
    """``1200``, ``"1,200.50"``, ``"€ 1.200,50"``, ``"12k"``; two decimals are kept."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        found = _number_of(value[:60])
    elif isinstance(value, (int, float, Decimal)) and math.isfinite(value):
        found = Decimal(str(value))
    else:
        found = None
    if found is None or not found.is_finite() or abs(found) >= MOST:
        return None
    return found.quantize(Decimal("0.01"))


def count_in(value: Any) -> int | None:
    found = number_in(value)
    return int(found) if found is not None and 0 <= found <= MOST_SEATS else None


def text_in(value: Any, limit: int) -> str | None:
    """One line."""
    if isinstance(value, bool):
        return "Yes" if value else None
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if not isinstance(value, (str, int, float)):
        return None
    return " ".join(str(value).replace("\x00", "").split())[:limit] or None


def time_in(value: Any) -> datetime | None:
    """ISO 8601, seconds or milliseconds since 1970, or a date in words. Without a zone it is UTC.

    ``03/04/2026`` is nobody knows which day, and is left out.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, datetime):
        found: datetime | None = value
    elif isinstance(value, date):
        found = datetime(value.year, value.month, value.day, tzinfo=UTC)
    elif isinstance(value, (int, float)):
        found = _since_1970(value)
    else:
        found = _time_of(value.strip()[:60]) if isinstance(value, str) else None
    if found is None:
        return None
    found = found if found.tzinfo else found.replace(tzinfo=UTC)
    return found.astimezone(UTC) if FROM <= found < UNTIL else None


def _number_of(text: str) -> Decimal | None:
    held = NUMBER.search(text)
    if held is None or any(sign.isdigit() for sign in text[held.end() :] + text[: held.start()]):
        return None
    after = text[held.end() :].strip().lower()
    before = text[: held.start()].strip()
    if len(before) > len("US $") or len(after.split()) > 2:  # noqa: PLR2004  words, no amount
        return None
    minus = before.endswith(("-", "\u2212")) or held.group().startswith("-")
    try:
        found = Decimal(_plain(held.group().strip(" -\u00a0\u202f")))
    except InvalidOperation:
        return None
    found *= TIMES.get(after[:1], 1) if len(after) == 1 else 1
    return -found if minus else found


def _plain(digits: str) -> str:
    """With a point before the decimals, and nothing between thousands."""
    digits = re.sub(r"[ '\u00a0\u202f\u2019]", "", digits)
    point, comma = digits.rfind("."), digits.rfind(",")
    if point >= 0 and comma >= 0:
        apart, decimal = (",", ".") if point > comma else (".", ",")
        return digits.replace(apart, "").replace(decimal, ".")
    if comma >= 0:
        grouped = GROUPED.fullmatch(digits) is not None
        return digits.replace(",", "" if grouped else ".")
    return digits.replace(".", "") if digits.count(".") > 1 else digits


def _since_1970(value: float) -> datetime | None:
    try:
        seconds = float(value)
        if abs(seconds) >= MILLISECONDS:
            seconds /= 1000
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _time_of(text: str) -> datetime | None:
    if text.isdecimal() and len(text) >= len("1000000000"):
        return _since_1970(int(text))
    try:
        return datetime.fromisoformat(text.removesuffix(" UTC").removesuffix(" GMT"))
    except ValueError:
        pass
    return _spelled(text) or _mailed(text)


def _spelled(text: str) -> datetime | None:
    if slashed := SLASHES.fullmatch(text):
        first, second, year = map(int, slashed.groups())
        month, day = (second, first) if first > 12 else (first, second)  # noqa: PLR2004
        if first != second and max(first, second) <= 12:  # noqa: PLR2004  months of a year
            return None
        try:
            return datetime(year, month, day, tzinfo=UTC)
        except ValueError:
            return None
    for form in SPELLED:
        try:
            return datetime.strptime(text, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    return None


def _mailed(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
