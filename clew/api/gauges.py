"""What /metrics counts when it is asked."""

from collections.abc import Iterable

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from clew.channels.email.received import figures
from clew.core import jobs
from clew.events.queries import capture_backlog, oldest_capture_age
from clew.tickets.queries import delivery_counts, status_counts


class Gauges(Collector):
    def collect(self) -> Iterable[Metric]:
        yield _one("clew_jobs_waiting", "Background jobs not done yet", jobs.waiting_count())
        yield _one("clew_jobs_dead", "Jobs that gave up", jobs.dead_letter_count())
        yield _one("clew_capture_backlog_events", "Captured, not yet stored", capture_backlog())
        age = oldest_capture_age().total_seconds()
        yield _one("clew_capture_oldest_seconds", "Age of the oldest captured request", age)
        yield _by("clew_deliveries", "Replies on their way", "state", delivery_counts())
        waiting = figures.waiting()
        yield _by("clew_mail_received", "Mail that came in", "outcome", figures.by_outcome())
        yield _one("clew_mail_waiting", "Mail that came in and was not read yet", waiting.count)
        age = waiting.oldest.total_seconds()
        yield _one("clew_mail_oldest_seconds", "Age of the oldest mail not read yet", age)
        yield _by("clew_tickets", "Tickets", "status", status_counts())

    def describe(self) -> Iterable[Metric]:
        """Nothing, so that registering does not ask the database."""
        return []


def _one(name: str, says: str, value: float) -> Metric:
    return GaugeMetricFamily(name, says, value=value)


def _by(name: str, says: str, label: str, values: dict[str, int]) -> Metric:
    family = GaugeMetricFamily(name, says, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family
