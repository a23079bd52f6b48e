import pytest

from clew.api import health
from clew.core.actors import SYSTEM
from clew.people.key_actions import create_api_token
from tests import cast


def test_a_live_process_says_so(client):
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok")
    assert client.post("/healthz").status_code == 405


@pytest.mark.usefixtures("stored")
def test_ready_when_both_engines_answer(client):
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {"postgres": "ok", "events": "ok"}


def test_not_ready_when_one_does_not(client, monkeypatch, db):
    def down():
        raise OSError("connection refused to 10.0.0.7")

    monkeypatch.setitem(health.CHECKS, "events", down)
    monkeypatch.setitem(health.CHECKS, "postgres", lambda: None)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"postgres": "ok", "events": "no answer"}


def test_metrics_count_and_name_nobody(client, db):
    cast.ticket()
    text = client.get("/metrics").content.decode()
    assert 'clew_tickets{status="new"} 1.0' in text
    assert "clew_jobs_waiting" in text
    assert "clew_capture_backlog_events 0.0" in text
    assert "process_resident_memory_bytes" in text
    assert "heron" not in text


def test_metrics_are_not_for_the_world(client, db):
    _, bearer = create_api_token(name="Prometheus", scope="agent", by=SYSTEM)
    _, capture = create_api_token(name="SDK", scope="capture", by=SYSTEM)
    for far in ({"REMOTE_ADDR": "2001:470::1"}, {"headers": {"X-Forwarded-For": "2001:470::1"}}):
        assert client.get("/metrics", **far).status_code == 404
    far = {"REMOTE_ADDR": "2001:470::1"}
    for token, status in [(bearer, 200), (capture, 404), ("guess", 404), ("", 404)]:
        headers = {"Authorization": f"Bearer {token}"}
        assert client.get("/metrics", headers=headers, **far).status_code == status
