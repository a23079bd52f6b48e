"""Asks every part about all accounts, or about a few."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from clew.analytics.health.register import Account, Asked, Measured, Numbers
from clew.analytics.health.scoring import Measure, Score, scored
from clew.analytics.health.weighing import Chosen
from clew.core import clock
from clew.core.bulk import fetch
from clew.people.models import Environment, Group, GroupType

ACCOUNTS = """
    SELECT g.id, g.key, g.name, g.plan, g.last_seen_at, account.seats, coalesce(account.risk, ''),
           account.trial_ends_at
    FROM people_group AS g LEFT JOIN people_account AS account ON account.group_id = g.id
    WHERE g.type_id = %b AND g.merged_into_id IS NULL AND (%b OR g.id = ANY(%b)) ORDER BY g.id
"""


def account_type(environment: Environment) -> GroupType | None:
    return GroupType.objects.filter(environment=environment, is_account=True).first()


def asked_about(kind: GroupType, *, only: Sequence[int] = (), now: datetime | None = None) -> Asked:
    rows = [Account(*row) for row in fetch(ACCOUNTS, [kind.pk, not only, [*only]])]
    accounts = {row.id: row for row in rows}
    merged = Group.objects.filter(type=kind, merged_into__isnull=False)
    if only:
        merged = merged.filter(merged_into__in=only)
    absorbed = dict(merged.values_list("key", "merged_into__key"))
    return Asked(
        environment_id=kind.environment_id,
        type_id=kind.pk,
        type_index=kind.index,
        now=now or clock.now(),
        accounts=accounts,
        by_key={row.key: row.id for row in rows},
        absorbed=absorbed,
        only=tuple(accounts) if only else (),
    )


class Answers:
    """What each part found, in the order of the parts."""

    def __init__(self, asked: Asked, parts: Sequence[Chosen]) -> None:
        self.accounts, self.parts = asked.accounts, list(parts)
        self._found: list[Measured] = [
            each.part.measure(asked, each.settings) for each in self.parts
        ]

    def score(self, account_id: int) -> Score:
        return scored(
            [
                (each.weighed, _measure(each, found.get(account_id)) if each.weight else None)
                for each, found in zip(self.parts, self._found, strict=True)
            ]
        )

    def values(self, account_id: int) -> Mapping[str, float]:
        """Of every part with data, also of those that do not count."""
        return {
            each.part.kind: round(float(found[account_id][0]), 2)
            for each, found in zip(self.parts, self._found, strict=True)
            if account_id in found
        }


def _measure(each: Chosen, numbers: Numbers | None) -> Measure | None:
    return None if numbers is None else Measure(float(numbers[0]), each.part.say(numbers))
