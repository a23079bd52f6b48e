"""The main job, end to end: a customer's product, the widget, the inbox, the answer by mail."""

import hashlib
import hmac

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.signing_in import sign_in
from tests.host_page import PAGE, host_page
from tests.mail_server import Mailbox, mail_server
from tests.serving import Served, open_folder, served

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def mailbox():
    with mail_server() as box:
        yield box


@pytest.fixture(scope="module")
def desk(mailbox):
    """A Clew that sends its mail to the mailbox."""
    extra = {"EMAIL_URL": mailbox.url, "CLEW_MAIL_FROM": "Heron support <help@heron.example>"}
    with open_folder() as path, served(path / "data", "--no-demo", **extra) as server:
        yield server


def key_of(desk: Served) -> tuple[str, str]:
    """The first capture key and the secret that signs identities with it."""
    script = (
        "from clew.people.queries import any_capture_key as any; "
        "key = any(); print(key.key, key.identity_secret)"
    )
    key, secret = desk.python(script).split()
    return key, secret


def test_from_the_product_to_the_answer(chromium: Browser, desk: Served, mailbox: Mailbox):
    key, secret = key_of(desk)
    proof = hmac.new(secret.encode(), b"ada", hashlib.sha256).hexdigest()
    identity = f'data-distinct-id="ada" data-hash="{proof}" data-name="Ada Quist"'
    html = PAGE.format(clew=desk.url, key=key, identity=identity, who="ada", name="Ada Quist")
    agents, customers = chromium.new_context(), chromium.new_context()
    agent, customer = agents.new_page(), customers.new_page()
    sign_in(agent, desk)
    expect(agent.get_by_text("Everything has an owner")).to_be_visible()

    with host_page(html) as url:
        # The customer's product sends events; something breaks; they ask for help in place.
        customer.goto(url)
        customer.get_by_role("button", name="Export").click()
        customer.wait_for_timeout(4000)  # the SDK sends its queue every three seconds
        customer.get_by_role("button", name="Help").click()
        customer.get_by_label("Message", exact=True).fill("The **export** stops at row 10")
        customer.get_by_role("button", name="Send to support").click()
        expect(customer.get_by_text("The answer appears here.")).to_be_visible()

        # It shows in the inbox without a reload, and opens beside the customer.
        pill = agent.get_by_role("button", name="1 new ticket")
        row = agent.get_by_role("link", name="The export stops at row 10")
        expect(pill.or_(row).first).to_be_visible(timeout=15_000)
        if pill.is_visible():
            pill.click()
        row.click()
        expect(agent.get_by_role("heading", name="The export stops at row 10")).to_be_visible()
        panel = agent.get_by_role("complementary", name="Customer")
        expect(panel.get_by_role("link", name="Heron Analytics")).to_be_visible(timeout=15_000)
        expect(panel.get_by_text("TypeError").first).to_be_visible()
        expect(panel.get_by_text("export started").first).to_be_visible()

        # The answer, by keyboard.
        agent.keyboard.press("r")
        agent.keyboard.type("Fixed in *this* release. Does it work now?")
        agent.keyboard.press("Control+Enter")
        log = agent.get_by_role("log")
        expect(log.get_by_text("Does it work now?")).to_be_visible()
        [mail] = mailbox.wait_for(1)
        assert mail["To"] == "ada@heron.example" or "ada@heron.example" in mail["To"]
        assert "Does it work now?" in mail.get_body(("plain",)).get_content()
        assert mail["Message-ID"]
        assert "help+" in mail["Reply-To"]
        expect(log.get_by_text("Sent by email")).to_be_visible(timeout=15_000)

        # The customer reads it in the widget too, and answers there; the agent sees it live.
        expect(customer.get_by_text("Does it work now?")).to_be_visible(timeout=15_000)
        customer.get_by_label("Your reply").fill("It does, thank you!")
        customer.get_by_label("Your reply").press("Control+Enter")
        expect(log.get_by_text("It does, thank you!")).to_be_visible(timeout=15_000)
        assert len(mailbox.mails) == 1
    agents.close()
    customers.close()
