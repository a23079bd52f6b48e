"""Our addresses and suspended mail through the API."""

import pytest

from clew.channels.email.models import InboundMail, MailAddress
from clew.core import clock
from tests import cast

pytestmark = pytest.mark.django_db
RAW = b"From: ana@heron.example\r\nSubject: Hi\r\nMessage-ID: <a@heron.example>\r\n\r\nStuck.\r\n"


def suspended() -> InboundMail:
    return InboundMail.objects.create(
        source="api", raw=RAW, size=1, digest="0", received_at=clock.now(), subject="Hi",
        outcome="quarantined", reason="blocked_sender", from_address="ana@heron.example",
    )  # fmt: skip


def test_addresses_are_added_changed_and_removed(admin):
    cast.team("Delivery")
    made = admin.post("/mail-addresses", {"address": "help@ottergrid.example", "team": "delivery"})
    assert (made.status_code, made.json()["team"]) == (201, "delivery")
    path = f"/mail-addresses/{made.json()['id']}"
    changed = admin.post(path, {"team": "", "name": "Help"}, method="patch").json()
    assert (changed["team"], changed["name"], changed["quotes_history"]) == (None, "Help", True)
    assert len(admin.get("/mail-addresses").json()["items"]) == 1
    assert admin.post("/mail-addresses", {"address": "x", "team": "nobody"}).status_code == 422
    assert admin.post(path, {}, method="delete").status_code == 204
    assert not MailAddress.objects.exists()


def test_a_check_says_how_far_it_is(admin, settings):
    settings.EMAIL_URL = "smtp://127.0.0.1:1"
    made = admin.post("/mail-addresses", {"address": "help@ottergrid.example"}).json()
    check = admin.post(f"/mail-addresses/{made['id']}/check", {}).json()
    assert (check["state"], check["running"]) == ("waiting", True)
    assert admin.get(f"/mail-checks/{check['id']}").json()["lines"][0]["what"] == "Sending"


def test_suspended_mail_is_listed_dropped_put_back_and_recovered(admin):
    mail = suspended()
    listed = admin.get("/mail/suspended", reason="blocked_sender").json()["items"]
    assert [(each["number"], each["subject"]) for each in listed] == [(4, "Hi")]
    path = f"/mail/suspended/{mail.pk}"
    assert admin.post(f"{path}/drop", {}).json()["outcome"] == "suppressed"
    assert admin.get("/mail/suspended").json()["items"] == []
    assert admin.post(f"{path}/return", {}).json()["outcome"] == "quarantined"
    recovered = admin.post(f"{path}/recovery", {"as_sender": "bo@heron.example"}).json()
    assert recovered["outcome"] == "ticket"
    assert recovered["ticket"]


def test_agents_tokens_see_none_of_it(agent):
    mail = suspended()
    for path in ("/mail-addresses", "/mail/suspended", "/mail-checks/1"):
        assert agent.get(path).status_code == 403
    assert agent.post(f"/mail/suspended/{mail.pk}/recovery", {}).status_code == 403
