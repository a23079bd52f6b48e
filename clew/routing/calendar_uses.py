"""Which policies go by a calendar: one that is in use is not retired."""

from collections import defaultdict

from clew.coverage.uses import register
from clew.routing.queries.policies import content_in_force


@register
def policies_by_calendar() -> dict[str, list[str]]:
    """Those switched off too: who switches one on finds it as it was."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for policy in content_in_force()["policies"]:
        for target in policy.get("targets", ()):
            found[target["calendar"]][f"the policy “{policy['name']}”"] = None
    return {slug: list(names) for slug, names in found.items()}
