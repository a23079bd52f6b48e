"""Everything a kind of list knows by name: its columns, fields and orders, metrics included."""

from dataclasses import dataclass
from functools import cached_property

from django.db import connection

from clew.analytics.models import UsageMetric
from clew.people.models import Environment
from clew.tickets.conditions import ConditionField
from clew.tickets.conditions.properties import MAX_KEY
from clew.tickets.customer_lists import columns, fields, orders
from clew.tickets.customer_lists.columns import Column
from clew.tickets.customer_lists.fields import METRIC, PROPERTY
from clew.tickets.customer_lists.kinds import Kind
from clew.tickets.customer_lists.orders import Order

SAMPLE, MOST_KEYS = 500, 200  # customers looked at for their properties, keys offered
_KEYS = """
SELECT key FROM (
    SELECT properties FROM {table} WHERE {of} = %s ORDER BY {seen} LIMIT %s
) AS latest, jsonb_object_keys(latest.properties) AS key
GROUP BY key ORDER BY count(*) DESC, key LIMIT %s
"""
_NEWEST = "environment_id, last_seen_at DESC, id DESC"


@dataclass(frozen=True)
class Vocabulary:
    kind: Kind
    environment: Environment

    @cached_property
    def metrics(self) -> dict[str, UsageMetric]:
        """Asked for only when a list or a picker needs them."""
        found = UsageMetric.objects.filter(environment=self.environment, deleted_at=None)
        return {metric.slug: metric for metric in found}

    def column(self, name: str) -> Column | None:
        if key := _key(name):
            return columns.property_column(key)
        if metric := self._metric(name):
            return columns.metric_column(metric)
        return columns.columns_of(self.kind).get(name)

    def field(self, name: str) -> ConditionField | None:
        if name.startswith(PROPERTY):
            return fields.property_field(name.removeprefix(PROPERTY))
        if self.kind.is_people:
            return fields.fields_of(self.kind).get(name)
        if metric := self._metric(name):
            return fields.metric_field(metric)
        return fields.fields_of(self.kind).get(name)

    def order(self, name: str) -> Order | None:
        if key := _key(name):
            return orders.property_order(key)
        if self.kind.is_people:
            return orders.orders_of(self.kind).get(name)
        if metric := self._metric(name):
            return orders.metric_order(metric)
        return orders.orders_of(self.kind).get(name)

    def property_keys(self) -> list[str]:
        """Of whoever was seen last, the most frequent first."""
        table = "people_person" if self.kind.is_people else "people_group"
        of, value = ("environment_id", self.environment.pk)
        if self.kind.type is not None:
            of, value = "type_id", self.kind.type.pk
        statement = _KEYS.format(table=table, of=of, seen=_NEWEST)
        with connection.cursor() as rows:
            rows.execute(statement, [value, SAMPLE, MOST_KEYS])
            return [key for (key,) in rows.fetchall()]

    def all_columns(self) -> list[Column]:
        return [
            *columns.columns_of(self.kind).values(),
            *(columns.metric_column(metric) for metric in self.metrics.values()),
            *(columns.property_column(key) for key in self.property_keys()),
        ]

    def all_fields(self) -> list[ConditionField]:
        metrics = () if self.kind.is_people else self.metrics.values()
        found = [fields.property_field(key) for key in self.property_keys()]
        return [
            *fields.fields_of(self.kind).values(),
            *(fields.metric_field(metric) for metric in metrics),
            *(field for field in found if field),
        ]

    def _metric(self, name: str) -> UsageMetric | None:
        return self.metrics.get(name.removeprefix(METRIC)) if name.startswith(METRIC) else None


def _key(name: str) -> str:
    """The property a name means, if it is one that can be."""
    if not name.startswith(PROPERTY) or "\x00" in name:
        return ""
    return name.removeprefix(PROPERTY)[:MAX_KEY]
