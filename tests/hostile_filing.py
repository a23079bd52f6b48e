"""Files every payload through the doors that strangers, programs and staff have."""

import json
import re
from collections import Counter
from email.header import Header
from email.message import EmailMessage
from itertools import cycle
from uuid import uuid4

import httpx
from lxml import html

from clew.core import clock
from tests.payloads import PAYLOADS

NOT_THESE = re.compile(
    r"/sign-in/|/settings/(sessions|security|staff|tokens|data)|/bulk/|welcome|/m/"
)
CHANGES_ACCOUNT = {"email", "password", "login", "host", "url", "address", "time_zone", "csv"}


class Filing:
    """What was taken, and what was refused, by door."""

    def __init__(self, url, token, key):
        self.http = httpx.Client(base_url=url, timeout=30, trust_env=False)
        self.bearer = {"Authorization": f"Bearer {token}"}
        self.key, self.taken, self.refused = key, Counter(), Counter()
        self._next = cycle(PAYLOADS)

    def words(self, most=200):
        return next(each for each in self._next if len(each) <= most)

    def api(self, path, body, method="POST"):
        answer = self.http.request(method, f"/api/v1{path}", json=body, headers=self.bearer)
        return self._noted(path, answer)

    def _noted(self, door, answer):
        assert answer.status_code < 500, f"{door}: {answer.status_code} {answer.text[:300]}"
        (self.taken if answer.is_success else self.refused)[door] += 1
        kind = answer.headers.get("Content-Type", "")
        return answer.json() if answer.is_success and "json" in kind else {}

    def everything(self):
        self.settings()
        numbers = self.tickets()
        self.mails()
        self.widget()
        self.product()
        return numbers

    def settings(self):
        words = self.words
        for _ in range(2):
            self.api("/teams", {"name": words(60)})
            self.api("/macros", {"name": words(60), "text": "\n\n".join(PAYLOADS[:40]),
                                 "folder": words(40)})  # fmt: skip
            field = {"label": words(60), "help": words(), "choices": [words(60), words(60)]}
            self.api("/ticket-fields", {**field, "kind": "choice"})
            self.api(
                "/metrics",
                {"name": words(60), "events": [{"event": words(100)}], "description": words()},
            )
            hook = {"name": words(100), "url": "https://hooks.heron.example/" + "%3Cb%3E"}
            self.api("/webhooks", {**hook, "active": False})
            self.api("/calendars", {"name": words(60), "timezone": "UTC", "description": words()})
            self.api("/capture-keys", {"name": words(60)})
            self.api("/mail-addresses", {"address": f"{uuid4().hex[:8]}@kite.example",
                                         "name": words(60), "signature": words()})  # fmt: skip
            self.api("/rules", {"name": words(60), "trigger": "opened", "conditions": {"all": []},
                                "actions": [{"field": "tags.add", "value": ["x"]}]})  # fmt: skip

    def tickets(self):
        numbers = []
        for place in range(0, len(PAYLOADS), 40):
            who = {"email": f"ada{place}@heron.example", "name": self.words(120)}
            given = {"subject": self.words(), "message": "\n\n".join(PAYLOADS[place : place + 40])}
            made = self.api("/tickets", {**given, "requester": who, "tags": [self.words(40)]})
            numbers.append(made["number"])
            note = {"body": "\n\n".join(PAYLOADS[place : place + 40]), "public": False}
            self.api(f"/tickets/{made['number']}/messages", note)
            self.api(f"/tickets/{made['number']}", {"subject": self.words(150)}, "PATCH")
            self.api(f"/tickets/{made['number']}/links", {"url": "https://a.example/?q=%3Cimg"})
        return numbers

    def mails(self):
        for place in range(0, len(PAYLOADS), 25):
            several = [each for each in PAYLOADS[place : place + 25] if "\0" not in each]
            mail = EmailMessage()
            name = one_line(self.words(60))
            mail["From"] = mail["Reply-To"] = mail_address(name, f"eve{place}@heron.example")
            mail["To"], mail["Message-ID"] = "support@localhost", f"<{uuid4().hex}@heron.example>"
            mail["Subject"] = one_line(self.words(150))
            mail.set_content("\n".join(several))
            mail.add_alternative(
                "\n".join(f"<div>{each}</div>" for each in several), subtype="html"
            )
            mail.add_attachment(
                b"x", maintype="image", subtype="svg+xml", filename=one_line(self.words(80))
            )
            kind = {"Content-Type": "message/rfc822"}
            sent = mail.as_bytes(policy=mail.policy.clone(utf8=True))
            path = "/api/v1/inbound/email"
            self._noted(path, self.http.post(path, content=sent, headers=self.bearer | kind))

    def widget(self):
        headers = {"X-Clew-Key": self.key}
        who = {"distinct_id": self.words(), "name": self.words(120), "email": "vic@heron.example"}
        made = self.http.post("/widget/api/session", json=who, headers=headers)
        session = self._noted("widget session", made)["session"]
        headers |= {"X-Clew-Session": session}
        for place in range(3):
            context = {"url": f"https://app.heron.example/{self.words()}", "title": self.words(),
                       "referrer": self.words(), "errors": [self.words()] * 2}  # fmt: skip
            given = {"message": "\n".join(PAYLOADS[place::9]), "nonce": str(uuid4()),
                     "name": self.words(80), "context": context}  # fmt: skip
            self._noted("widget ticket", self.http.post("/widget/api/tickets", json=given,
                                                        headers=headers))  # fmt: skip

    def product(self):
        """Events, errors, traces, persons and groups of a customer's product."""
        w, sent = self.words, []
        for place in range(24):
            who = f"ada{place}" if place % 2 else w()
            props = {w(80): w(), "$current_url": f"https://a.example/{w()}", "$set": {w(60): w(),
                     "name": w(100)}, "$browser": w(60), "$screen_name": w()}  # fmt: skip
            sent.append((w(100), who, props))
            group = {
                "$group_type": "company",
                "$group_key": w(),
                "$group_set": {"name": w(), w(50): w()},
            }
            sent.append(("$groupidentify", who, group))
            frame = {"function": w(), "filename": w(), "module": w(), "lineno": 1,
                     "context_line": w(), "in_app": True, "pre_context": [w()],
                     "post_context": [w()]}  # fmt: skip
            thrown = {"type": w(100), "value": w(), "stacktrace": {"frames": [frame]}}
            sent.append(("$exception", who, {"$exception_list": [thrown], "$current_url": w()}))
            trace = {"$ai_trace_id": f"t{place}", "$ai_model": w(60), "$ai_provider": w(60),
                     "$ai_span_name": w(80), "$ai_span_id": f"s{place}", "$ai_is_error": True,
                     "$ai_error": w(), "$ai_input": [{"role": w(40), "content": w()}],
                     "$ai_output_choices": [{"role": "x", "content": w()}]}  # fmt: skip
            sent.append(("$ai_generation", who, trace))
        now = clock.now().isoformat()
        batch = [{"event": event, "distinct_id": who, "uuid": str(uuid4()), "properties": given,
                  "timestamp": now} for event, who, given in sent]  # fmt: skip
        body = json.dumps({"api_key": self.key, "batch": batch})
        self._noted("capture", self.http.post("/batch/", content=body))

    def forms(self, pages, client):
        """Every form of these pages, as somebody who is signed in fills it."""
        seen = set()
        for path, page in pages:
            for form in html.document_fromstring(page).iter("form"):
                action = form.get("action") or path
                names = tuple(sorted(filter(None, (each.get("name") for each in form.inputs))))
                known = (re.sub(r"\d+", "0", action), names)
                texts = {each.get("name"): each for each in form.inputs if is_text(each)}
                if form.get("method", "").lower() != "post" or known in seen or not texts:
                    continue
                seen.add(known)
                if NOT_THESE.search(action) or not action.startswith("/"):
                    continue
                given = {name: value or "" for name, value in form.form_values()}
                for name, field in texts.items():
                    if name not in CHANGES_ACCOUNT:
                        given[name] = self.words(int(field.get("maxlength") or 100))
                answer = client.post(action, data=given, headers=from_here(client))
                if not answer.is_redirect:
                    yield action, answer
                self._noted(action, answer)


def from_here(client):
    """What a page of ours sends along."""
    origin = str(client.base_url).rstrip("/")
    return {"Origin": origin, "X-CSRFToken": client.cookies["csrftoken"]}


def is_text(field):
    typed = field.get("type", "text") if field.tag == "input" else field.tag
    return field.get("name") and typed in {"text", "search", "textarea"}


def one_line(text):
    """As a header of a mail can carry it."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f]", " ", text).split())


def mail_address(name, address):
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    plain = quoted.isascii() and quoted.isprintable()
    return (
        f'"{quoted}" <{address}>'
        if plain
        else f"{Header(name, 'utf-8').encode(maxlinelen=9999)} <{address}>"
    )
