import json
from uuid import uuid4

import pytest
from django.test import Client

from clew.channels.widget import rate
from clew.channels.widget.identity import identity_hash, plan_hash
from clew.people.models import CaptureKey
from tests import cast


class Widget:
    """A browser with the widget: a key, perhaps a session, and nothing else (no cookies)."""

    def __init__(self, key, address="192.0.2.1"):
        self.key = key
        self.secret = ""
        self.address = address

    def call(self, method, path, data=None, **headers):
        sent = {"X-Clew-Key": self.key.key, "X-Clew-Session": self.secret} | headers
        body = {} if data is None else {"data": json.dumps(data)}
        return Client(enforce_csrf_checks=True).generic(
            method,
            f"/widget/api/{path}",
            **body,
            content_type="application/json",
            headers={name: value for name, value in sent.items() if value},
            REMOTE_ADDR=self.address,
        )

    def sign_in(self, distinct_id="", *, proof=False, **said):
        if proof:
            said["hash"] = identity_hash(self.key, distinct_id)
            if "plan" in said:
                said["plan_hash"] = plan_hash(self.key, distinct_id, said["plan"])
        answer = self.call("POST", "session", {"distinct_id": distinct_id, **said})
        assert answer.status_code == 201, answer.content
        self.secret = answer.json()["session"]
        return self

    def open(self, message="It is broken", **more):
        data = {"message": message, "nonce": str(uuid4()), **more}
        return self.call("POST", "tickets", data)

    def opened(self, message="It is broken", **more):
        answer = self.open(message, **more)
        assert answer.status_code == 201, answer.content
        return answer.json()["ticket"]["number"]

    def say(self, number, message, **more):
        data = {"message": message, "nonce": str(uuid4()), **more}
        return self.call("POST", f"tickets/{number}/messages", data)

    def numbers(self):
        return [each["number"] for each in self.call("GET", "tickets").json()["items"]]


@pytest.fixture(autouse=True)
def fresh_limits(monkeypatch):
    """No bucket refills while a test runs, however slow the machine."""
    for limiter in (rate.READING, rate.WRITING, rate.OPENING, rate.UPLOADING):
        limiter.forget()
        monkeypatch.setattr(limiter, "_clock", lambda: 0.0)


@pytest.fixture
def key(db):
    return CaptureKey.objects.create(name="Web app", environment=cast.environment())


@pytest.fixture
def widget(key):
    return lambda key=key, **more: Widget(key, **more)
