"""Settings, Usage metrics: the list, the editor that loses nothing, and strangers."""

from datetime import timedelta
from uuid import uuid4

import orjson
import pytest

from clew.analytics.metrics.queries import metrics_of
from clew.core import clock
from clew.events.store.rows import insert, instant
from clew.people.models import Role
from tests import cast

pytestmark = pytest.mark.django_db
TYPED = {
    "name": "Pages", "description": "", "math": "count", "math_property": "", "days": "7",
    "display": "sparkline", "format": "number", "currency": "", "better": "more",
    "events.0.event": "$pageview",
}  # fmt: skip


@pytest.fixture
def admin(client):
    client.force_login(cast.staff("Olga Owner", role=Role.ADMIN))
    return client


@pytest.fixture
def ada(store):
    person = cast.person()
    rows = [
        {
            "environment_id": person.environment_id, "distinct_id": "ada", "uuid": uuid4(),
            "timestamp": instant(clock.now() - timedelta(days=day)), "event": "$pageview",
            "person_id": person.pk, "person_mode": "full", "lib": "web",
            "properties_text": orjson.dumps({"$browser": "Firefox", "a": {"b": day}}).decode(),
            "received_at": instant(clock.now()),
        }
        for day in (1, 2, 9)
    ]  # fmt: skip
    insert(store, rows, token=str(uuid4()))
    return person


def test_a_metric_is_written_changed_moved_deleted_and_brought_back(admin, ada):
    assert "Start from this" in admin.get("/settings/metrics").text
    assert admin.post("/settings/metrics/new", TYPED).status_code == 302
    admin.post("/settings/metrics/presets")
    names = [one.name for one in metrics_of(ada.environment)]
    assert names[:2] == ["Pages", "Active people"]
    assert len(names) == 6
    rows = {"events.0.filters.0.property": "$browser", "events.0.filters.0.operator": "is"}
    rows |= {"events.0.filters.0.value": 'Firefox, "a, b"'}
    admin.post("/settings/metrics/metric/pages", TYPED | rows)
    metric = metrics_of(ada.environment)[0]
    assert metric.events[0]["filters"][0]["value"] == ["Firefox", "a, b"]
    assert "Firefox, &quot;a, b&quot;" in admin.get("/settings/metrics/metric/pages").text
    admin.post("/settings/metrics/metric/pages/place", {"place": "2"})
    assert metrics_of(ada.environment)[1].name == "Pages"
    deleted = admin.post("/settings/metrics/metric/pages/deletion", follow=True)
    assert "Pages is deleted" in deleted.text
    assert admin.get("/settings/metrics/metric/pages").status_code == 404
    admin.post("/settings/metrics/metric/pages/restored")
    assert admin.get("/settings/metrics/metric/pages").status_code == 200


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(admin, ada):
    typed = TYPED | {
        "name": "", "events.1.event": "", "filters.0.property": "size",
        "filters.0.operator": "gt", "filters.0.value": "large", "description": "Kept",
    }  # fmt: skip
    answer = admin.post("/settings/metrics/new", typed)
    assert answer.status_code == 422
    for said in ("Give the metric a name", "Choose an event", "Give a number", "Kept", "large"):
        assert said in answer.text
    assert not metrics_of(ada.environment)


def test_the_preview_counts_for_a_chosen_customer(admin, ada):
    typed = TYPED | {"customer": f"person:{ada.pk}", "name": ""}
    shown = admin.post("/settings/metrics/preview", typed).text
    assert "Ada Quist" in shown
    assert "New metric: 2 in the last 7 days, more than the 1 of the 7 days before" in shown
    wrong = {"filters.0.property": "a.b", "filters.0.operator": "gt", "filters.0.value": "x"}
    assert "Shared filter 1: Give a number" in (
        admin.post("/settings/metrics/preview", typed | wrong).text
    )
    right = wrong | {"filters.0.value": "1.5"}
    assert "1 in the last 7 days" in admin.post("/settings/metrics/preview", typed | right).text
    assert "Ada Quist" in admin.get("/settings/metrics/customers", {"customer_q": "ada"}).text


def test_rows_come_and_go(admin, ada):
    more = admin.post("/settings/metrics/rows", TYPED | {"edit": "add:events"}).text
    assert 'name="events.1.event"' in more
    two = TYPED | {"events.1.event": "cup washed", "edit": "remove:events.0"}
    one = admin.post("/settings/metrics/rows", two).text
    assert 'value="cup washed"' in one
    assert "events.1.event" not in one
    filtered = admin.post("/settings/metrics/rows", TYPED | {"edit": "add:events.0.filters"}).text
    assert 'name="events.0.filters.0.property"' in filtered


def test_events_properties_and_values_really_seen_are_offered(admin, ada):
    assert '<option value="$pageview">3 in 30 days' in admin.get("/settings/metrics/new").text
    asked = TYPED | {"events.0.filters.0.property": "$browser", "of": "events.0.filters.0"}
    found = admin.post("/settings/metrics/suggestions", asked | {"what": "property"}).text
    assert '<option value="$browser">100% of events' in found
    assert 'value="a.b"' in found
    values = admin.post("/settings/metrics/suggestions", asked | {"what": "value"}).text
    assert '<option value="Firefox">100%' in values


@pytest.mark.parametrize("role", [Role.AGENT, Role.LIGHT])
def test_only_admins_come_in(client, role):
    client.force_login(cast.staff("Ned Nobody", role=role))
    for path in ("", "/new", "/customers"):
        assert client.get(f"/settings/metrics{path}").status_code == 403
    for path in ("/presets", "/preview", "/suggestions", "/rows", "/metric/pages/deletion"):
        assert client.post(f"/settings/metrics{path}").status_code == 403
    assert "Usage metrics" not in client.get("/settings/profile").text
