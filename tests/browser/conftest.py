"""What the tests in a browser share."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, WebError

from clew.core.models import Setting
from clew.tickets.sending_options import SEND_DELAY


@pytest.fixture(autouse=True)
def replies_leave_at_once(request):
    """Except where a test says otherwise. A served Clew has its own database and its own mind."""
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("transactional_db")
        Setting.objects.update_or_create(key=SEND_DELAY.key, defaults={"value": 0})


class Troubles(list[str]):
    """What browsers of this session complained about since the test began."""

    def watch(self, context: BrowserContext) -> BrowserContext:
        context.on("console", self._heard)
        context.on("weberror", self._thrown)
        return context

    def _heard(self, said: ConsoleMessage) -> None:
        if POLICY in said.text:
            self.append(f"{said.page.url if said.page else ''}: {said.text}")

    def _thrown(self, error: WebError) -> None:
        self.append(f"{error.page.url if error.page else ''}: {error.error}")


POLICY = "Content Security Policy"  # Chromium says it of whatever the policy stopped
_troubles = Troubles()


@pytest.fixture(scope="session", autouse=True)
def every_browser_is_watched() -> Iterator[None]:
    """However a test makes its pages."""
    with pytest.MonkeyPatch.context() as patch:
        made = Browser.new_context

        def watched(browser: Browser, **options: Any) -> BrowserContext:
            return _troubles.watch(made(browser, **options))

        patch.setattr(Browser, "new_context", watched)
        yield


@pytest.fixture(autouse=True)
def troubles() -> Iterator[Troubles]:
    """No journey runs into the content security policy or an error of ours.

    A test in which a page of somebody else fails on purpose takes what it expects out of this.
    """
    _troubles.clear()
    yield _troubles
    assert not _troubles, "\n".join(_troubles)
