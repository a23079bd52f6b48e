"""The widget on a stranger's page: strict policy, another origin, a real browser."""

import contextlib
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from clew.channels.widget import rate
from clew.channels.widget.identity import identity_hash
from clew.people.models import CaptureKey
from clew.tickets.actions import add_note, reply
from clew.tickets.models import Ticket
from tests import cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Exports · Heron</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/page.css">{head}
<script src="{clew}/widget.js" data-key="{key}" {attributes} defer></script></head>
<body><h1>Exports</h1><p>Your last export failed.</p><button id="own">Need a hand?</button>
<script src="/page.js"></script></body></html>"""
STYLE = """
:root { color-scheme: light dark }
body { font: 16px system-ui; margin: 40px }
button, input, textarea { border: 9px solid red !important; font-size: 40px !important }
"""
SCRIPT = """
addEventListener("load", () => console.error("Export failed", new Error("quota of 10 rows")));
document.querySelector("#own").onclick = () => Clew.open();
window.heard = [];
addEventListener("load", () => Clew.on("ticket", (ticket) => heard.push(ticket.number)));
"""


NODE_MODULES = Path(__file__).resolve().parents[1] / "node" / "node_modules"
USE_SDK = """
posthog.init("{key}", {{api_host: "{url}", autocapture: false, capture_pageview: false,
  disable_session_recording: true, opt_out_useragent_filter: true,
  advanced_disable_flags: true, person_profiles: "always"}});
posthog.group("company", "heron");
"""


class HostPage:
    """A customer's product: another origin, and a policy that allows the widget and no more."""

    def __init__(self, clew: str) -> None:
        self.clew = clew
        self.strict = True
        self.files = {"/page.css": ("text/css", STYLE), "/page.js": ("text/javascript", SCRIPT)}
        page = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                kind, text = page.files.get(self.path, ("text/plain", ""))
                self.send_response(200 if text else 404)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Security-Policy", page.policy)
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_arguments: object) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def policy(self) -> str:
        own = "" if self.strict else "'self'"
        policy = f"default-src 'none'; script-src 'self' {self.clew}; style-src 'self'; "
        policy += f"connect-src {self.clew} {own}"
        trusted = "; require-trusted-types-for 'script'; trusted-types 'none'"
        return policy + trusted if self.strict else policy

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def serve(self, key: CaptureKey, attributes: str = "", head: str = "") -> str:
        text = PAGE.format(clew=self.clew, key=key.key, attributes=attributes, head=head)
        self.files["/"] = ("text/html", text)
        return self.url + "/"


@pytest.fixture(autouse=True)
def fresh_limits():
    for limiter in (rate.READING, rate.WRITING, rate.OPENING):
        limiter.forget()


@pytest.fixture
def host(live_server) -> Iterator[HostPage]:
    page = HostPage(live_server.url)
    yield page
    page.server.shutdown()
    page.server.server_close()


@pytest.fixture
def key() -> CaptureKey:
    return CaptureKey.objects.create(name="Web app", environment=cast.environment())


@contextlib.contextmanager
def opened(chromium: Browser, url: str, **options) -> Iterator[Page]:
    context = chromium.new_context(**({"viewport": {"width": 1440, "height": 900}} | options))
    page = context.new_page()
    page.violations = []
    page.on(
        "console",
        lambda said: (
            page.violations.append(said.text) if "Content Security Policy" in said.text else None
        ),
    )
    page.on("pageerror", lambda error: page.violations.append(str(error)))
    page.goto(url)
    yield page
    assert page.violations == []
    context.close()


def write(page: Page, text: str) -> None:
    page.get_by_role("button", name="Help").click()
    page.get_by_label("Message", exact=True).fill(text)


def test_a_customer_asks_and_reads_the_answer(chromium, host, key):
    cast.area("Data and imports")
    proof = identity_hash(key, "ada")
    attributes = f'data-distinct-id="ada" data-hash="{proof}" data-name="Ada Quist"'
    with opened(chromium, host.serve(key, attributes)) as page:
        write(page, "The **export** stops at 10 rows")
        page.get_by_role("radio", name="Something is broken").check()
        page.get_by_label("Product area").select_option("Data and imports")
        page.get_by_role("radio", name="High").check()
        page.locator("input[type=file]").set_input_files(
            {"name": "rows.csv", "mimeType": "text/csv", "buffer": b"a,b\n1,2\n"}
        )
        expect(page.get_by_role("button", name="Remove rows.csv")).to_be_visible()
        page.get_by_role("button", name="Send to support").click()
        expect(page.get_by_text("The answer appears here.")).to_be_visible()
        ticket = Ticket.objects.get()
        assert (ticket.kind, ticket.area, ticket.severity) == ("bug", "Data and imports", "high")
        assert ticket.verified
        assert ticket.messages.get().attachments.get().filename == "rows.csv"
        assert ticket.context["title"] == "Exports · Heron"
        assert "quota of 10 rows" in ticket.context["console"][0]["text"]
        assert page.evaluate("heard") == [ticket.number]

        add_note(ticket=ticket, staff=cast.staff(), body="Between us")
        reply(ticket=ticket, staff=cast.staff(), body="Fixed in *this* release", status="pending")
        log = page.get_by_role("log")
        expect(log.get_by_text("Fixed in this release")).to_be_visible(timeout=12_000)
        expect(page.get_by_text("Waiting for you")).to_be_visible()
        expect(page.get_by_text("Between us")).to_have_count(0)

        page.get_by_label("Your reply").fill("It works, thank you")
        page.get_by_label("Your reply").press("Control+Enter")
        expect(log.get_by_text("It works, thank you")).to_be_visible()
        assert ticket.messages.last().body == "It works, thank you"
        expect(page.get_by_label("Your reply")).to_have_value("")


def test_an_answer_shows_as_a_badge_on_the_closed_widget(chromium, host, key):
    with opened(chromium, host.serve(key)) as page:
        write(page, "Anybody there?")
        page.get_by_role("button", name="Send to support").click()
        expect(page.get_by_text("The answer appears here.")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
        reply(ticket=Ticket.objects.get(), staff=cast.staff(), body="Yes, we are")
        page.reload()
        launcher = page.get_by_role("button", name="Help, 1 new answer")
        expect(launcher).to_be_visible()
        launcher.click()
        page.get_by_role("button", name="Anybody there?").click()
        expect(page.get_by_text("Yes, we are")).to_be_visible()
        page.get_by_role("button", name="Back to your tickets").click()
        expect(page.get_by_text("New answer")).to_have_count(0)
        expect(page.get_by_role("button", name="Help", exact=True)).to_be_visible()


def test_what_is_typed_survives_a_reload_and_a_failure(chromium, host, key):
    with opened(chromium, host.serve(key)) as page:
        write(page, "Half a thou")
        page.reload()
        page.get_by_role("button", name="Help").click()
        message = page.get_by_label("Message", exact=True)
        expect(message).to_have_value("Half a thou")
        page.context.set_offline(True)
        page.get_by_role("button", name="Send to support").click()
        expect(page.get_by_role("alert")).to_contain_text("What you wrote is kept")
        expect(message).to_have_value("Half a thou")
        page.context.set_offline(False)
        page.get_by_role("button", name="Send to support").click()
        expect(page.get_by_text("The answer appears here.")).to_be_visible()
        assert Ticket.objects.get().messages.get().body == "Half a thou"


def test_an_empty_message_is_explained_where_it_is(chromium, host, key):
    with opened(chromium, host.serve(key)) as page:
        write(page, " ")
        page.get_by_role("button", name="Send to support").click()
        message = page.get_by_label("Message", exact=True)
        expect(message).to_have_attribute("aria-invalid", "true")
        expect(message).to_be_focused()
        expect(page.get_by_text("Write a message first.")).to_be_visible()


def test_the_keyboard_alone_is_enough(chromium, host, key):
    with opened(chromium, host.serve(key)) as page:
        page.locator("#own").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_label("Message", exact=True)).to_be_focused()
        inside = "document.activeElement.hasAttribute('data-clew-widget')"
        seen = set()
        for _ in range(40):
            page.keyboard.press("Tab")
            assert page.evaluate(inside), "focus stays in the dialog"
            active = "document.activeElement.shadowRoot.activeElement"
            seen.add(page.evaluate(f"{active}.name || {active}.textContent"))
        assert {"message", "area", "severity", "kind", "email", "Send to support"} <= seen
        page.keyboard.press("Shift+Tab")
        assert page.evaluate(inside)
        page.keyboard.press("Escape")
        assert page.evaluate("document.activeElement.id") == "own", "focus returns"


def test_signing_out_leaves_nothing_behind(chromium, host, key):
    proof = identity_hash(key, "ada")
    attributes = f'data-distinct-id="ada" data-hash="{proof}"'
    with opened(chromium, host.serve(key, attributes)) as page:
        write(page, "Private")
        page.get_by_role("button", name="Send to support").click()
        expect(page.get_by_text("The answer appears here.")).to_be_visible()
        page.evaluate("Clew.identify(null)")
        expect(page.get_by_role("button", name="Send to support")).to_be_visible()
        expect(page.get_by_text("Private")).to_have_count(0)
        kept = page.evaluate("JSON.stringify({...localStorage, ...sessionStorage})")
        assert "Private" not in kept


def test_a_wrong_proof_is_said_plainly(chromium, host, key):
    attributes = 'data-distinct-id="ada" data-hash="0000"'
    with opened(chromium, host.serve(key, attributes)) as page:
        page.get_by_role("button", name="Help").click()
        expect(page.get_by_role("alert")).to_contain_text("does not match this distinct id")


@pytest.mark.node
def test_it_learns_from_the_sdk_of_the_page(chromium, host, key):
    sdk = NODE_MODULES / "posthog-js" / "dist" / "array.full.no-external.js"
    if not sdk.exists():
        pytest.skip("posthog-js is not installed under tests/node")
    host.strict = False
    host.files["/sdk.js"] = ("text/javascript", sdk.read_text())
    host.files["/use.js"] = ("text/javascript", USE_SDK.format(key=key.key, url=host.url))
    head = '<script src="/sdk.js"></script><script src="/use.js"></script>'
    with opened(chromium, host.serve(key, head=head)) as page:
        page.evaluate("posthog.captureException(new Error('rows'))")
        visitor = page.evaluate("posthog.get_distinct_id()")
        write(page, "As a visitor")
        page.get_by_role("button", name="Send to support").click()
        expect(page.get_by_text("The answer appears here.")).to_be_visible()
        first = Ticket.objects.get()
        assert first.context["distinct_id"] == visitor
        assert first.context["session_id"] == page.evaluate("posthog.get_session_id()")
        assert first.context["groups"] == {"company": "heron"}
        assert first.context["sdk"]["version"] == page.evaluate("posthog.version")
        assert len(first.context["exception_ids"]) == 1
        assert first.requester.distinct_ids.get().distinct_id == visitor

        page.evaluate("posthog.identify('ada', {email: 'ada@heron.example'})")
        page.get_by_role("button", name="Back to your tickets").click()
        page.get_by_role("button", name="Contact support").click()
        page.get_by_label("Message", exact=True).fill("Signed in")
        page.get_by_role("button", name="Send to support").click()
        expect(page.get_by_role("dialog").get_by_role("heading", name="Signed in")).to_be_visible()
        page.get_by_role("button", name="Back to your tickets").click()
        expect(page.get_by_role("button", name="As a visitor")).to_be_visible()

        page.evaluate("posthog.reset()")
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Help").click()
        expect(page.get_by_role("button", name="Send to support")).to_be_visible()
        expect(page.get_by_text("As a visitor")).to_have_count(0)


LOOKS = [
    (width, height, scheme)
    for width, height in ((1440, 900), (390, 844))
    for scheme in ("light", "dark")
]
ANSWER = """Hello Ada,

the limit was ours:

1. it is `10` rows on *Free*
2. you are on **Scale**

> see https://status.heron.example?a=1&b=2 <b>soon</b>"""


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look[0]}-{look[2]}")
def test_it_fits_and_reads_on_every_screen(chromium, host, key, look, tmp_path_factory):
    width, height, scheme = look
    shots = tmp_path_factory.getbasetemp() / f"{width}-{scheme}"
    shots.mkdir()
    view = {"viewport": {"width": width, "height": height}, "color_scheme": scheme}
    with opened(chromium, host.serve(key), **view) as page:
        write(page, "The export stops at 10 rows.\nI expected all 214.")
        box = page.get_by_role("dialog").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        if width < 400:
            assert (box["width"], box["height"]) == (width, height), "the whole phone"
        scroll = page.locator("form .scroll")
        assert scroll.evaluate("node => node.scrollWidth <= node.clientWidth")
        looked_at(page, shots / "form.png")
        scroll.evaluate("node => node.scrollTo(0, 9999)")
        page.get_by_text("What we send along").click()
        looked_at(page, shots / "form-end.png")
        page.get_by_role("button", name="Send to support").click()
        expect(page.get_by_text("The answer appears here.")).to_be_visible()
        looked_at(page, shots / "sent.png")
        reply(ticket=Ticket.objects.get(), staff=cast.staff(), body=ANSWER, status="pending")
        log = page.get_by_role("log")
        expect(log.get_by_text("the limit was ours")).to_be_visible(timeout=12_000)
        expect(log.get_by_role("listitem").filter(has_text="you are on Scale")).to_have_count(1)
        link = log.get_by_role("link", name="https://status.heron.example?a=1&b=2")
        assert link.get_attribute("href") == "https://status.heron.example?a=1&b=2"
        expect(log.get_by_text("<b>soon</b>")).to_be_visible()
        looked_at(page, shots / "answer.png")
        page.get_by_role("button", name="Back to your tickets").click()
        expect(page.get_by_role("heading", name="Your tickets")).to_be_visible()
        looked_at(page, shots / "list.png")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_any_colour_of_the_page_stays_readable(chromium, host, key, scheme, tmp_path):
    with opened(chromium, host.serve(key, 'data-color="#ffd400"'), color_scheme=scheme) as page:
        write(page, "Hello")
        widget = page.locator("[data-clew-widget]")
        for color in ("", "#2563eb", "#d6336c", "black", "white", "hsl(150 60% 45%)"):
            if color:
                widget.evaluate("(node, it) => node.style.setProperty('--clew-color', it)", color)
            looked_at(page, tmp_path / "colour.png")


def looked_at(page: Page, shot: Path) -> None:
    """A picture for people, and axe's opinion of the widget where axe is installed."""
    page.screenshot(path=shot)
    axe = NODE_MODULES / "axe-core" / "axe.min.js"
    if axe.exists():
        page.evaluate(axe.read_text())
        found = page.evaluate("axe.run('[data-clew-widget]').then(result => result.violations)")
        nodes = [node for each in found for node in each["nodes"]]
        assert [(node["html"], node["failureSummary"]) for node in nodes] == []
