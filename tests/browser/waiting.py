"""Playwright's own wait_for_function polls with eval, which our content security policy forbids."""

from playwright.sync_api import Page

PATIENCE, STEP = 5000, 50  # milliseconds


def wait_until(page: Page, expression: str) -> None:
    for _ in range(PATIENCE // STEP):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(STEP)
    raise AssertionError(f"never true: {expression}")
