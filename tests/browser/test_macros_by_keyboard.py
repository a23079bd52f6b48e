"""Macros by keyboard alone: found, previewed, inserted, sent with what they change."""

import pytest
from playwright.sync_api import Page, expect

from clew.core.actors import SYSTEM
from clew.people.models import Role
from clew.tickets.actions.macros import MacroWords, create_macro
from clew.tickets.models import Macro
from tests import cast
from tests.browser.test_workspace import opened, server  # noqa: F401  fixtures

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume:Warning"),
]


@pytest.fixture
def ticket(server):  # noqa: F811  the server's database
    ada = cast.person()
    cast.account(members=(ada,))
    return cast.ticket(requester=ada)


def macro(**words) -> Macro:
    given = {
        "name": "Which page",
        "text": "Hi {{customer.first_name}}, which page is it?",
        "actions": [
            {"field": "status", "value": "pending"},
            {"field": "tags.add", "value": ["needs-links"]},
        ],
    }
    return create_macro(words=MacroWords(**(given | words)), by=SYSTEM)


def choose(page: Page, words: str) -> None:
    page.keyboard.press("r")
    expect(page.locator("#message")).to_be_focused()
    page.keyboard.press("/")
    expect(page.get_by_role("combobox", name="Find a macro")).to_be_focused()
    page.keyboard.type(words)


def test_slash_finds_previews_inserts_and_sending_changes(opened, ticket):  # noqa: F811
    macro()
    macro(name="Something else", text="Never this.")
    page = opened(cast.staff(), f"/tickets/{ticket.number}")
    choose(page, "whch page")
    dialog = page.get_by_role("dialog", name="Macros")
    expect(dialog).to_contain_text("Hi Ada, which page is it?")
    expect(dialog).to_contain_text("Set status to Pending")
    page.keyboard.press("Enter")
    expect(page.locator("#message")).to_have_value("Hi Ada, which page is it?")
    expect(page.locator(".composer__change")).to_have_count(2)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#head")).to_contain_text("needs-links")
    expect(page.locator(".composer__change")).to_have_count(0)
    message = ticket.messages.order_by("-pk").first()
    ticket.refresh_from_db()
    assert (message.body, ticket.status) == ("Hi Ada, which page is it?", "pending")


def test_what_is_not_known_is_selected_and_blocks_sending(opened, ticket):  # noqa: F811
    macro(text="Hi {{customer.first_name}}, see {{write.issue_link}}", actions=[])
    page = opened(cast.staff(), f"/tickets/{ticket.number}")
    choose(page, "which")
    page.keyboard.press("Enter")
    field = page.locator("#message")
    expect(field).to_have_value("Hi Ada, see {{write.issue_link}}")
    expect(page.locator("[data-gap]")).to_have_text("write.issue_link")
    page.keyboard.press("Control+Enter")
    error = page.locator(".composer__error")
    expect(error).to_contain_text("{{write.issue_link}} is not known: write it yourself.")
    expect(field).to_have_value("Hi Ada, see {{write.issue_link}}")
    page.locator("[data-gap]").press("Enter")
    page.keyboard.type("issue 7")
    expect(page.locator("[data-gap]")).to_have_count(0)
    page.keyboard.press("Control+Enter")
    expect(field).to_have_value("")
    expect(page.locator("#thread")).to_contain_text("Hi Ada, see issue 7")


def test_the_editor_previews_while_one_writes_and_keeps_changes(opened, ticket):  # noqa: F811
    page = opened(cast.staff("Lena Lead", role=Role.LEAD), "/settings/macros/new")
    page.get_by_label("Name").fill("Greeting")
    page.get_by_label("Text").fill("Hello ")
    page.get_by_role("button", name="Insert a variable").press("Enter")
    page.get_by_role("button", name="First name customer.first_name").press("Enter")
    expect(page.locator("[data-preview]")).to_contain_text("Hello Ada")
    page.get_by_role("button", name="Add a change").press("Enter")
    page.get_by_label("What to change").select_option("tags.add")
    page.get_by_label("Add tags").fill("greeted")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="Greeting")).to_be_visible()
    made = Macro.objects.get(name="Greeting")
    assert made.text == 'Hello {{customer.first_name | default: "there"}}'
    assert made.actions == [{"field": "tags.add", "value": ["greeted"]}]
