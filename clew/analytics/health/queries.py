"""Reads of health for pages, lists and the API. Whoever may see the account may see its health."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count

from clew.analytics.health.register import parts
from clew.analytics.models import Band, Health, HealthDay, HealthRun
from clew.core import clock
from clew.people.models import Environment, Group

DAYS = 90
WIDE, HIGH = 240, 40  # of the line


@dataclass(frozen=True)
class HealthHistory:
    """Day by day (UTC), oldest first; None before the first score."""

    days: list[tuple[date, int | None]]

    @property
    def scores(self) -> list[int]:
        return [score for _, score in self.days if score is not None]

    @property
    def points(self) -> str:
        """Of an SVG polyline, WIDE for all days and HIGH for 0 to 100. One day is no line yet."""
        step, tall = (WIDE - 2) / max(len(self.days) - 1, 1), (HIGH - 2) / 100
        placed = [
            (1 + at * step, HIGH - 1 - score * tall)
            for at, (_, score) in enumerate(self.days)
            if score is not None
        ]
        if len(placed) == 1:
            return ""
        return " ".join(f"{x:.4g},{y:.4g}" for x, y in placed)

    @property
    def sentence(self) -> str:
        scores = self.scores
        if not scores:
            return "There is no history yet."
        if len(scores) == 1:
            return f"{scores[0]} today, the first day."
        low, high = min(scores), max(scores)
        return (
            f"Over {len(scores)} days: {scores[0]} at first, {low} at least, {high} at most,"
            f" {scores[-1]} today."
        )


def health_of(group: Group) -> Health | None:
    """None when nothing is known yet. Of a merged account, its survivor's."""
    return Health.objects.filter(pk=group.merged_into_id or group.pk).first()


def healths_of(groups: Iterable[Group]) -> dict[int, Health]:
    """By the group's id; those without a score are left out. One statement."""
    survivors = {group.pk: group.merged_into_id or group.pk for group in groups}
    found = Health.objects.in_bulk(set(survivors.values()))
    return {pk: found[after] for pk, after in survivors.items() if after in found}


def history_of(group: Group, *, days: int = DAYS) -> HealthHistory:
    """A day on which nothing changed has the score of the day before."""
    today, pk = clock.now().date(), group.merged_into_id or group.pk
    since = today - timedelta(days=days - 1)
    rows = HealthDay.objects.filter(group_id=pk, day__lte=today).order_by("day")
    known = dict(rows.filter(day__gte=since).values_list("day", "score"))
    score = rows.filter(day__lt=since).values_list("score", flat=True).last()
    found: list[tuple[date, int | None]] = []
    for offset in range(days):
        day = since + timedelta(days=offset)
        score = known.get(day, score)
        found.append((day, score))
    return HealthHistory(found)


def band_counts(environment: Environment) -> dict[str, int]:
    """How many accounts are in each band, the empty ones too."""
    rows = Health.objects.filter(environment=environment).values("band")
    found = {row["band"]: row["count"] for row in rows.annotate(count=Count("pk"))}
    return {str(band.value): found.get(band.value, 0) for band in Band}


def run_of(environment: Environment) -> HealthRun | None:
    return HealthRun.objects.filter(environment=environment).first()


def shown_parts(health: Health) -> list[dict[str, Any]]:
    """As stored, with the share in per cent of what counted; those left out have none."""
    counted = sum(part["weight"] for part in health.parts if part["score"] is not None)
    helps = {part.kind: part.help for part in parts()}
    return [
        part
        | {
            "share": round(100 * part["weight"] / counted) if part["score"] is not None else None,
            "help": helps.get(part["kind"], ""),
        }
        for part in health.parts
    ]
