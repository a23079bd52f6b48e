import pytest
from django.core.exceptions import ValidationError

from clew.analytics.metrics import actions
from clew.analytics.metrics.defining import Definition, definition_of
from clew.analytics.metrics.queries import metrics_of
from clew.core.actors import SYSTEM
from clew.core.models import FactRecord
from clew.people.models import Environment

pytestmark = pytest.mark.django_db


@pytest.fixture
def production():
    return Environment.objects.get_or_create(name="production", is_default=True)[0]


@pytest.fixture
def create(production):
    def made(name="Tea poured", **values):
        given = {"name": name, "events": ["tea poured"]} | values
        return actions.create_metric(
            environment=production, definition=Definition(**given), by=SYSTEM
        )

    return made


def names(production):
    return [one.name for one in metrics_of(production)]


def facts():
    found = FactRecord.objects.filter(name__startswith="analytics.Metric").order_by("pk")
    return [row.name.removeprefix("analytics.Metric") for row in found]


def test_metrics_are_made_moved_deleted_and_brought_back(create, production):
    first, second = create(), create("Errors", events=["$exception"])
    assert (first.slug, second.slug) == ("tea-poured", "errors")
    assert actions.move_metric(metric=second, place=1, by=SYSTEM)
    assert not actions.move_metric(metric=second, place=1, by=SYSTEM)
    assert names(production) == ["Errors", "Tea poured"]
    actions.delete_metric(metric=first, by=SYSTEM)
    actions.delete_metric(metric=first, by=SYSTEM)
    assert names(production) == ["Errors"]
    actions.restore_metric(metric=first, by=SYSTEM)
    assert len(names(production)) == 2
    assert facts() == ["Created", "Created", "Moved", "Deleted", "Restored"]


def test_a_name_is_given_once_and_a_slug_for_ever(create, production):
    metric = create()
    with pytest.raises(ValidationError, match="metric of this name"):
        create("TEA poured")
    actions.delete_metric(metric=metric, by=SYSTEM)
    assert create().slug == "tea-poured-2"
    with pytest.raises(ValidationError, match="metric of this name"):
        actions.restore_metric(metric=metric, by=SYSTEM)
    assert create("茶").slug == "metric"


def test_a_change_says_what_changed_and_the_same_again_is_none(create):
    metric = create()
    same = definition_of(metric)
    assert actions.change_metric(metric=metric, definition=same, by=SYSTEM) == []
    other = Definition(name="Poured", events=["tea poured"], days=7)
    assert actions.change_metric(metric=metric, definition=other, by=SYSTEM) == ["name", "days"]
    assert (metric.slug, metric.name) == ("tea-poured", "Poured")
    assert facts() == ["Created", "Changed"]


def test_all_mistakes_are_said_at_once(create):
    bad = {
        "events": [{"event": "x", "filters": [{"property": ""}]}],
        "filters": [{"property": "p", "operator": "gt", "value": "x"}],
        "math": "sum", "days": 8, "format": "currency", "currency": "dollars",
    }  # fmt: skip
    with pytest.raises(ValidationError) as refused:
        create(" ", **bad)
    assert set(refused.value.message_dict) == {
        "name", "events.0.filters.0.property", "filters.0.value", "math_property", "days",
        "currency",
    }  # fmt: skip
    with pytest.raises(ValidationError, match="at least one event"):
        create(events=[])
    with pytest.raises(ValidationError, match="has to be a list"):
        create(events=7)
