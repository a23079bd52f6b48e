"""Mail, refused events and failed jobs, with something in them."""

from datetime import timedelta

import pytest
from django.db import connection

from clew.core import clock, jobs
from clew.events.models import CaptureBatch, QuarantinedEvent
from clew.people.models import Role
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    found = cast.staff("Ada Admin", role=Role.ADMIN)
    client.force_login(found)
    return found


def failed_job(task="core.react", **args):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, attempts)"
            " VALUES ('facts', %s, '{\"fact_id\": 7}', 'failed', 8) RETURNING id",
            [task],
        )
        return cursor.fetchone()[0]


def test_without_a_mail_server_the_page_says_where_mail_goes(client, admin, settings):
    settings.EMAIL_URL = ""
    page = client.get("/settings/mail").content.decode()
    assert "Mail is not sent yet" in page
    assert str(settings.CLEW_DATA_DIR / "mail") in page


def test_a_mail_server_is_named_without_its_password(client, admin, settings):
    settings.EMAIL_URL = "smtp+starttls://maya:hunter2@mail.heron.example:587"
    page = client.get("/settings/mail").content.decode()
    assert "mail.heron.example:587" in page
    assert "hunter2" not in page
    assert "not sent yet" not in page


def refuse(reason, environment=None):
    QuarantinedEvent.objects.create(
        environment=environment or cast.environment(),
        reason=reason,
        raw='{"event": "<script>alert(1)</script>"}',
        received_at=clock.now(),
    )


def test_refused_events_are_shown_as_they_came(client, admin):
    refuse("distinct_id is missing")
    refuse("elsewhere", cast.environment("staging"))
    page = client.get("/settings/quarantine").content.decode()
    assert "distinct_id is missing" in page
    assert "&lt;script&gt;alert(1)" in page
    assert "elsewhere" not in page


def test_an_event_store_that_does_not_keep_up_is_said(client, admin):
    assert "not stored yet" not in client.get("/settings/quarantine").content.decode()
    CaptureBatch.objects.create(
        environment=cast.environment(), path="/batch", body=b"{}", event_count=1200,
        received_at=clock.now() - timedelta(minutes=7),
    )  # fmt: skip
    page = client.get("/settings/quarantine").content.decode()
    assert "1,200 captured events are not stored yet, the oldest for 7 minutes." in page


def test_a_failed_job_can_run_again(client, admin):
    job = failed_job()
    assert "core.react" in client.get("/settings/dead-letters").content.decode()
    answer = client.post(f"/settings/dead-letters/{job}/attempt", follow=True)
    assert f"Job {job} runs again" in answer.content.decode()
    assert jobs.dead_letter_count() == 0


def test_a_job_that_is_gone_is_said_so(client, admin):
    answer = client.post("/settings/dead-letters/999999/attempt", follow=True)
    assert "is not waiting to be tried again" in answer.content.decode()
