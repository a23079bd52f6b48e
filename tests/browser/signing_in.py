"""Signing in by the printed link, as the person who installed Clew does."""

from playwright.sync_api import Page

from tests.serving import Served

OWNER = {"name": "Maya Lindholm", "email": "maya@clew.example"}


def sign_in(page: Page, desk: Served) -> None:
    """The first time it makes the owner; later it signs the owner in."""
    # By name: passkeys do not work with a number, and the tests' other pages use the name too.
    page.goto(desk.clew("link").replace("127.0.0.1", "localhost"))
    if page.get_by_label("Name").count():
        page.get_by_label("Name").fill(OWNER["name"])
        page.get_by_label("Email").fill(OWNER["email"])
        for field in page.locator("input[type=password]").all():
            field.fill("forty-two grey herons")
    page.locator("main button[type=submit]").first.click()
    page.wait_for_url("**/inbox/**")
