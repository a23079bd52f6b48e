from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clew.core import clock
from clew.core.actors import Actor
from clew.people.models import Notification, NotificationKind
from clew.people.notifications import choices_of, notify
from tests import cast

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
NOW = datetime(2026, 11, 23, 10, 20, tzinfo=UTC)


@pytest.fixture
def maya(client):
    found = cast.staff("Maya Lindholm")
    client.force_login(found)
    with clock.moved_to(NOW):
        yield found


def tell(staff, ticket=None, kind="customer_replied", ago=timedelta(0), **more):
    ticket = ticket or cast.ticket()
    given = {
        "subject": f"ticket/{ticket.number}",
        "text": f"Ada Quist replied on {ticket}",
        "url": ticket.get_absolute_url(),
        "at": clock.now() - ago,
        "by": Actor("customer", "1", "Ada Quist"),
        "snippet": "It is worse now.",
    }
    return notify(staff=staff, kind=kind, **(given | more))


def page(client, path="/notifications"):
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_goes_by_day_and_marks_what_is_unread(client, maya):
    tell(maya, cast.ticket("Export is empty"))
    tell(maya, cast.ticket("Invoice twice"), ago=timedelta(days=1))
    tell(maya, cast.ticket("Old one"), ago=timedelta(days=4))
    shown = page(client)
    places = [shown.index(day) for day in ("Today", "Export is", "Yesterday", "Thursday 19 Nov")]
    assert places == sorted(places)
    assert shown.count("data-unread>") == 3
    assert "<title>(3) Notifications" in shown


def test_the_bell_costs_no_statement(client, maya):
    with CaptureQueriesContext(connection) as before:
        page(client, "/rail/counts")
    tell(maya)
    assert "(1)" in page(client, "/inbox/open")
    with CaptureQueriesContext(connection) as after:
        page(client, "/rail/counts")
    assert len(after) == len(before)


def test_the_list_is_a_few_statements_however_long(client, maya):
    for number in range(12):
        tell(maya, cast.ticket(f"Ticket {number}"))
    with CaptureQueriesContext(connection) as asked:
        page(client)
    assert len(asked) <= 10


def test_filters_by_kind_and_by_unread(client, maya):
    tell(maya, kind="assigned", text="Oskar assigned you a ticket")
    tell(maya, kind="mentioned", text="Oskar mentioned you")
    shown = page(client, "/notifications?kind=mentioned")
    assert "Oskar mentioned you" in shown
    assert "Oskar assigned you" not in shown
    assert "No notification fits" in page(client, "/notifications?kind=follow_up_due")
    client.post("/notifications/read", {"all": "1"}, headers=HTMX)
    assert "No notification fits" in page(client, "/notifications?only=unread")


def test_marking_and_its_undo(client, maya):
    row = tell(maya)
    answer = client.post("/notifications/read", {"all": "1"}, headers=HTMX)
    assert "/notifications/unread" in answer["X-Clew-Toast"]
    row.refresh_from_db()
    assert row.read_at
    client.post("/notifications/unread", {"id": row.pk}, headers=HTMX)
    row.refresh_from_db()
    assert row.read_at is None
    assert client.post("/notifications/read", {"id": "x"}, headers=HTMX).status_code == 400


def test_nobody_marks_or_sees_what_others_were_told(client, maya):
    row = tell(cast.staff("Noor Haddad"))
    assert "Nothing to tell yet" in page(client)
    client.post("/notifications/read", {"id": row.pk}, headers=HTMX)
    row.refresh_from_db()
    assert row.read_at is None


def test_a_ticket_that_became_hidden_is_not_listed_and_does_not_count(client, maya):
    ticket = cast.ticket("Secret plans")
    tell(maya, ticket)
    secret = cast.team("Legal")
    secret.private = True
    secret.save()
    ticket.team = secret
    ticket.save()
    assert "Secret plans" not in page(client)
    maya.refresh_from_db()
    assert maya.unread_notifications == 0


def test_older_ones_follow(client, maya):
    ticket = cast.ticket()
    rows = [
        Notification(
            staff=maya, kind="assigned", subject=f"ticket/{ticket.number}", text=f"Number {n}.",
            url="/", created_at=NOW, at=NOW - timedelta(minutes=n), read_at=NOW,
        )
        for n in range(60)
    ]  # fmt: skip
    Notification.objects.bulk_create(rows)
    shown = page(client)
    assert "Number 49." in shown
    assert "Number 50." not in shown
    more = shown.partition('hx-get="/notifications?after=')[2].partition('"')[0]
    assert "Number 59." in page(client, f"/notifications?after={more}".replace("&amp;", "&"))


def test_settings_are_kept_and_mistakes_named(client, maya):
    given = {
        "in_app_mentioned": "on",
        **{f"mail_{kind}": "off" for kind in NotificationKind.values},
        "mail_mentioned": "at_once",
        "digest": "hourly",
        "digest_at": "08:15",
        "snippets": "on",
    }
    answer = client.post("/settings/notifications", given)
    assert answer.status_code == 302
    chosen = choices_of(maya)
    assert (chosen.wanted("mentioned").mail, chosen.wanted("assigned").in_app) == ("at_once", False)
    assert (chosen.digest, str(chosen.digest_at), chosen.quiet) == ("hourly", "08:15:00", False)
    answer = client.post("/settings/notifications", given | {"digest_at": "noonish"})
    assert "Write a time such as 09:00." in answer.content.decode()


def test_a_desktop_notification_is_offered_only_to_who_asked(client, maya):
    tell(maya)
    assert "data-say" not in page(client, "/notifications/bell")
    client.post("/settings/notifications", {
        "desktop": "on", "digest": "daily", "digest_at": "09:00",
        **{f"mail_{kind}": "off" for kind in NotificationKind.values},
        "in_app_customer_replied": "on",
    })  # fmt: skip
    assert "data-say=" in page(client, "/notifications/bell")


def test_reminders_by_their_menu(client, maya):
    ticket = cast.ticket()
    path = f"/tickets/{ticket.number}/reminder"
    assert "Tomorrow morning" in page(client, path)
    answer = client.post(path, {"when": "tomorrow"}, headers=HTMX)
    assert "You are reminded of" in answer["X-Clew-Toast"]
    assert "Remove it" in page(client, path)
    client.post(path, {"when": ""}, headers=HTMX)
    assert "Remove it" not in page(client, path)
    late = client.post(path, {"at": "2020-01-01T10:00"}, headers=HTMX)
    assert late.status_code == 422
    assert "still to come" in late.content.decode()
