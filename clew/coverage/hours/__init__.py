"""Opening hours as pure values: when is it open, and when has it been open for so long?"""

from clew.coverage.hours.closing import ClosedSpan
from clew.coverage.hours.opening import WEEKDAYS, Hours
from clew.coverage.hours.reading import hours_from_json, to_json
from clew.coverage.hours.slots import Slot, SpecialDay

__all__ = [
    "WEEKDAYS",
    "ClosedSpan",
    "Hours",
    "Slot",
    "SpecialDay",
    "hours_from_json",
    "to_json",
]
