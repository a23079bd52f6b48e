"""The calendars an installation begins with. Its own people change them."""

from datetime import datetime
from typing import Any

WORKDAYS = ("mon", "tue", "wed", "thu", "fri")
ALL_DAY = ["00:00", "24:00"]
PRESETS: tuple[dict[str, Any], ...] = (
    {
        "slug": "weekdays-24h",
        "name": "Weekdays, 24 hours",
        "description": "Every hour from Monday to Friday counts, weekends do not.",
        "time_zone": "UTC",
        "weekly": {day: [ALL_DAY] for day in WORKDAYS},
    },
    {
        "slug": "coverage",
        "name": "Coverage hours",
        "description": "From 09:00 in Europe until 17:00 on the west coast of America.",
        "time_zone": "Europe/London",
        "weekly": {
            day: [
                {
                    "from": "09:00",
                    "from_zone": "Europe/London",
                    "to": "17:00",
                    "to_zone": "America/Los_Angeles",
                }
            ]
            for day in WORKDAYS
        },
    },
    {
        "slug": "always",
        "name": "Around the clock",
        "description": "24 hours on seven days: every minute counts.",
        "time_zone": "UTC",
        "weekly": {day: [ALL_DAY] for day in (*WORKDAYS, "sat", "sun")},
    },
    {
        "slug": "business-hours",
        "name": "Business hours",
        "description": "09:00 to 17:00 from Monday to Friday. Copy it for a team of its own.",
        "time_zone": "Europe/London",
        "weekly": {day: [["09:00", "17:00"]] for day in WORKDAYS},
    },
)


def seed_calendars(calendar: Any, *, now: datetime) -> None:
    """``calendar`` is the model, today's or a migration's. What is there already stays."""
    for preset in PRESETS:
        defaults = {**preset, "created_at": now, "changed_at": now}
        calendar.objects.get_or_create(slug=preset["slug"], defaults=defaults)
