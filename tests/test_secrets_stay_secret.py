"""A day of journeys at the level of developers, and then every line that was written is read."""

import base64
import json
import re
from email.message import EmailMessage
from itertools import chain
from pathlib import Path

import httpx
import pytest
from lxml import html

from tests.serving import free_port, open_folder, served

pytestmark = pytest.mark.server
PASSWORD = "forty-two-grey-herons-7f3a"
WRONG = "guessed-and-wrong-91c2"
MAILBOX = "letters-of-the-mailbox-55d0"
BODY = "said-in-confidence-8be1"
KEY = "the-key-of-this-installation-c04d"
PROVIDER = "whsec_" + base64.b64encode(b"of the provider, 0123456789abcde").decode()
ADDRESS = "token-in-an-address-12ab"
FORGED = "clewapi_forged-and-refused-3e77"


def token_of(page):
    return html.document_fromstring(page.text).xpath("//input[@name='csrfmiddlewaretoken']/@value")[
        0
    ]


class Day:
    """Everything a secret takes part in; ``secrets`` are those that nobody may find later."""

    def __init__(self, clew):
        self.clew, self.secrets = clew, {}
        self.http = httpx.Client(base_url=clew.url, timeout=60, follow_redirects=True)
        self.keep("password", PASSWORD).keep("wrong password", WRONG).keep("mailbox", MAILBOX)
        self.keep("secret key", KEY).keep("provider", PROVIDER).keep("forged token", FORGED)
        self.keep("mail body", BODY)

    def keep(self, name, value):
        self.secrets[name] = value
        return self

    def lived(self):
        self.signs_in()
        self.programs()
        self.mail()
        self.mistakes()
        return self

    def post(self, path, **form):
        headers = {"X-CSRFToken": self.http.cookies["csrftoken"], "Origin": self.clew.url}
        return self.http.post(path, data=form, headers=headers)

    def signs_in(self):
        link = self.clew.clew("link")
        secret = link.rsplit("/", 1)[-1]
        self.keep("one-time link", secret)
        page = self.http.get(f"/welcome/{secret}")
        httpx.post(f"{self.clew.url}/welcome/{secret}", data={"name": "x"})  # no token of a form
        self.keep("token of a form", token_of(page))
        self.post(f"/welcome/{secret}", company="Kiln", name="Maya Lindholm",
                  email="maya@clew.example", password=PASSWORD)  # fmt: skip
        assert self.http.get("/settings/profile").status_code == 200
        self.keep("session", self.http.cookies["clew_session"])
        self.http.get(f"/welcome/{secret}")  # used up
        stranger = httpx.Client(base_url=self.clew.url, timeout=60)
        stranger.get("/sign-in/")
        headers = {"X-CSRFToken": stranger.cookies["csrftoken"], "Origin": self.clew.url}
        form = {"login": "maya@clew.example", "password": WRONG}
        assert stranger.post("/sign-in/", data=form, headers=headers).status_code == 200

    def programs(self):
        admin = self.clew.token()
        self.keep("API token", admin)
        self.bearer = {"Authorization": f"Bearer {admin}"}
        key = self.api("/capture-keys", {"name": "Web"})
        self.capture = key["key"]
        hook = {"name": "Warehouse", "url": f"http://127.0.0.1:{free_port()}/in?pass={ADDRESS}"}
        self.keep("address of a webhook", ADDRESS)
        self.keep("webhook", self.api("/webhooks", hook)["secret"])
        httpx.get(f"{self.clew.url}/api/v1/tickets", headers={"Authorization": f"Bearer {FORGED}"})
        self.api("/tickets", {"message": BODY, "requester": {"email": "ada@heron.example"}})
        proof = {"distinct_id": "ada", "hash": "f" * 63 + "7"}
        headers = {"X-Clew-Key": self.capture}
        self.http.post("/widget/api/session", json=proof, headers=headers)
        self.keep("identity hash", proof["hash"])
        made = self.http.post("/widget/api/session", json={}, headers=headers).json()
        self.keep("session of the widget", made["session"])
        event = {"event": BODY, "distinct_id": "ada", "properties": {"note": BODY}}
        for body in ({"api_key": self.capture, "batch": [event]}, {"api_key": "phc_unknown"}):
            self.http.post("/batch/", content=json.dumps(body))
        self.http.post("/batch/", content=b'{"api_key": "' + BODY.encode())

    def api(self, path, body):
        answer = self.http.post(f"/api/v1{path}", json=body, headers=self.bearer)
        assert answer.is_success, answer.text
        return answer.json()

    def mail(self):
        box = {"host": "127.0.0.1", "port": free_port(), "user": "support@kiln.example",
               "password": MAILBOX, "security": "plain"}  # fmt: skip
        self.http.post("/api/v1/mailboxes", json=box, headers=self.bearer)
        self.post("/settings/mail/mailboxes/trial", **box)
        mail = EmailMessage()
        mail["From"], mail["To"] = "Ada <ada@heron.example>", "support@localhost"
        mail["Subject"], mail["Message-ID"] = "Export", "<1@heron.example>"
        mail.set_content(BODY)
        kind = self.bearer | {"Content-Type": "message/rfc822"}
        for raw in (mail.as_bytes(), BODY.encode(), b"\x00\xff" + BODY.encode()):
            self.http.post("/api/v1/inbound/email", content=raw, headers=kind)
        signed = {
            "webhook-id": "msg_1",
            "webhook-timestamp": "1",
            "webhook-signature": f"v1,{BODY}",
        }
        self.http.post("/mail/inbound/raw", content=mail.as_bytes(), headers=signed)

    def mistakes(self):
        """What is refused is written down most often."""
        for path in ("/m/files/{}/a.txt", "/m/unsubscribe/{}", "/welcome/{}", "/attachments/{}/a"):
            self.http.get(path.format(f"{BODY}-path"))
            httpx.post(self.clew.url + path.format(f"{BODY}-path"))
        self.http.post(
            "/api/v1/tickets", content=f'{{"message": "{BODY}'.encode(), headers=self.bearer
        )
        self.http.post("/api/v1/tickets", json={"message": [BODY]}, headers=self.bearer)
        self.http.post(
            "/api/v1/sql", json={"query": f"SELECT '{BODY}' FROM nowhere"}, headers=self.bearer
        )
        self.clew.clew("tick")
        self.clew.clew("drain")


def written(clew, day):
    """Everything that machines, operators and admins read afterwards."""
    yield "log", clew.output()
    for path in Path(clew.data_dir).rglob("*"):
        if path.is_file() and (path.suffix == ".log" or path.name == "log"):
            yield path.name, path.read_text(errors="replace")
    yield "metrics", day.http.get("/metrics").text
    yield "doctor", doctor(clew)
    pages = [
        "audit",
        "dead-letters",
        "webhooks",
        "tokens",
        "mail/mailboxes",
        "quarantine",
        "security",
    ]
    for page in pages:
        yield page, re.sub(r'csrfmiddlewaretoken" value="[^"]*|"X-CSRFToken":[^}]*', "",
                           day.http.get(f"/settings/{page}").text)  # fmt: skip
    for path in ("/webhooks", "/mailboxes", "/capture-keys", "/openapi.json"):
        yield path, day.http.get(f"/api/v1{path}", headers=day.bearer).text
    facts = ("import json; from clew.core.models import FactRecord;"
             " print(json.dumps(list(FactRecord.objects.values()), default=str))")  # fmt: skip
    yield "facts", clew.python(facts)
    jobs = ("from procrastinate.contrib.django.models import ProcrastinateJob;"
            " print(list(ProcrastinateJob.objects.values_list('task_name', 'args')))")  # fmt: skip
    yield "jobs", clew.python(jobs)
    for table in ("tickets", "messages", "staff", "people"):
        body = {"query": f"SELECT * FROM {table}"}
        yield f"sql {table}", day.http.post("/api/v1/sql", json=body, headers=day.bearer).text


def doctor(clew):
    """It has something to say: a mailbox that cannot be read."""
    with pytest.raises(AssertionError) as said:
        clew.clew("doctor")
    return str(said.value)


# Where it is meant to be read: by staff, in what was written to them and by whom it is about.
MEANT = {
    ("sql tickets", "mail body"),
    ("webhooks", "address of a webhook"),
    ("/webhooks", "address of a webhook"),
}


@pytest.mark.parametrize("form", ["text", "json"])
def test_no_secret_is_written_anywhere(form):
    extra = {"CLEW_LOG_LEVEL": "DEBUG", "CLEW_LOG_FORMAT": form, "CLEW_SECRET_KEY": KEY,
             "CLEW_INBOUND_MAIL_SECRET": PROVIDER, "CLEW_DNS": "off",
             "CLEW_WEBHOOKS_TO": "127.0.0.0/8"}  # fmt: skip
    with open_folder() as folder, served(folder / "data", **extra) as clew:
        day = Day(clew).lived()
        leaks = {
            (place, name)
            for place, text in chain(written(clew, day))
            for name, secret in day.secrets.items()
            if secret in text
        }
        assert leaks - MEANT == set()
