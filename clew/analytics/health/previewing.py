"""What other weights and marks would come to, before anybody saves them."""

from collections.abc import Sequence
from dataclasses import dataclass

from clew.analytics.health.asking import Answers, account_type, asked_about
from clew.analytics.health.scoring import Score
from clew.analytics.health.storing import Marks
from clew.analytics.health.weighing import Chosen
from clew.analytics.models import Band, Health
from clew.core.bulk import fetch
from clew.people.models import Environment, Group

SAMPLE = 20_000  # accounts; of more of them, every second, third, … is asked

WOULD_BE = """
    SELECT CASE WHEN scored.total >= %b THEN 'healthy' WHEN scored.total >= %b THEN 'fair'
                ELSE 'poor' END, count(*)
    FROM analytics_health AS health CROSS JOIN LATERAL (
        SELECT floor(sum(part.weight * 100 * least(1, greatest(0, CASE
                   WHEN part.healthy = part.poor
                   THEN (known.value::float8 <= part.healthy)::int
                   ELSE (known.value::float8 - part.poor) / nullif(part.healthy - part.poor, 0)
               END))) / nullif(sum(part.weight), 0) + 0.5) AS total
        FROM jsonb_each_text(health."values") AS known
        JOIN unnest(%b::text[], %b::float8[], %b::float8[], %b::float8[])
            AS part (kind, weight, healthy, poor) ON part.kind = known.key
    ) AS scored
    WHERE health.environment_id = %b AND scored.total IS NOT NULL
      AND (%b = 1 OR health.group_id %% %b = 0)
    GROUP BY 1
"""


@dataclass(frozen=True)
class Counts:
    """How many accounts each band would have; ``every`` above 1: estimated from each of so many."""

    by_band: dict[str, int]
    every: int = 1


def would_be(environment: Environment, parts: Sequence[Chosen], marks: Marks) -> Counts:
    """From the numbers that the last scoring found, so nothing is counted again."""
    weighed = [each for each in parts if each.weight]
    every = max(1, -(-Health.objects.filter(environment=environment).count() // SAMPLE))
    given = [
        marks.healthy_from,
        marks.fair_from,
        [each.part.kind for each in weighed],
        [float(each.weight) for each in weighed],
        [float(each.bands.healthy) for each in weighed],
        [float(each.bands.poor) for each in weighed],
        environment.pk,
        every,
        every,
    ]
    found = dict(fetch(WOULD_BE, given))
    return Counts({band.value: found.get(band.value, 0) * every for band in Band}, every)


def tried_on(group: Group, parts: Sequence[Chosen]) -> Score | None:
    """Counted afresh, for this account alone. None when it is no account (any more)."""
    kind = account_type(group.environment)
    if kind is None:
        return None
    asked = asked_about(kind, only=[group.pk])
    if group.pk not in asked.accounts:
        return None
    return Answers(asked, parts).score(group.pk)
