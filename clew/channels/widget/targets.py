"""What a customer is told about how soon an answer comes."""

from collections.abc import Mapping

# Hours to the first reply by plan, Monday to Friday, 24 hours each weekday. None: no target.
PLAN_HOURS: Mapping[str, int | None] = {
    "free": None,
    "pay-as-you-go": 72,
    "boost": 48,
    "scale": 24,
    "enterprise": 8,
}


def expected_response(plan: str | None, hours_by_plan: Mapping[str, int | None]) -> str:
    """One honest sentence. ``plan`` is None or unlisted when it is not known whom we talk to."""
    name = "-".join((plan or "").casefold().replace("_", " ").split())
    if name not in hours_by_plan:
        return _depends(hours_by_plan)
    hours = hours_by_plan[name]
    if hours is None:
        return "Your plan has no response time. We read every message, and answer when we can."
    return f"Usually answered within {hours} hours on weekdays."


def _depends(hours_by_plan: Mapping[str, int | None]) -> str:
    hours = sorted(each for each in hours_by_plan.values() if each is not None)
    if not hours:
        return "We read every message, and answer when we can."
    if hours[0] == hours[-1]:
        return f"Paid plans are usually answered within {hours[0]} hours on weekdays."
    return f"Paid plans are usually answered within {hours[0]} to {hours[-1]} hours on weekdays."
