"""What the layout shows on every page: the rail's views and counts, the environment switcher."""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.http import HttpRequest

from clew.core import installation
from clew.people.models import Environment
from clew.people.requests import StaffRequest
from clew.tickets import queries as tickets
from clew.tickets.views.listing import arranged

SECTIONS = {
    "/inbox": "inbox",
    "/tickets": "inbox",
    "/customers": "customers",
    "/insights": "insights",
    "/search": "search",
    "/notifications": "notifications",
    "/settings": "settings",
}


@dataclass(frozen=True)
class NavItem:
    label: str
    icon: str
    url: str
    count: str
    current: bool


class Shell:
    """Everything is asked for only when a template shows it; fragments ask for nothing."""

    def __init__(self, request: StaffRequest) -> None:
        self._request = request
        htmx = getattr(request, "htmx", None)
        at = (htmx and htmx.current_url_abs_path) or request.get_full_path()
        self._path = urlsplit(at).path
        self._view = next(iter(parse_qs(urlsplit(at).query).get("view", [])), "")

    @property
    def theme(self) -> str:
        return getattr(self._request.user, "theme", "system")

    @property
    def base_url(self) -> str:
        """For links somebody copies: never from the Host header, which a stranger may set."""
        return str(settings.CLEW_BASE_URL)

    @cached_property
    def installation(self) -> str:
        return installation.name()

    @property
    def held_since(self) -> datetime | None:
        """Since when nothing leaves this installation; almost always nothing."""
        held = installation.held_since()
        return datetime.fromisoformat(held) if held else None

    @property
    def section(self) -> str:
        return next((name for start, name in SECTIONS.items() if self._path.startswith(start)), "")

    @property
    def environments(self) -> list[Environment]:
        return self._request.environments.all

    @cached_property
    def counts(self) -> dict[str, int]:
        user, here, found = self._request.user, self._request.environment, arranged(self._request)
        return tickets.view_counts(user, here, found.shown, version=found.version)

    @cached_property
    def count_text(self) -> dict[str, str]:
        """Saved views and the like are counted up to a bound."""
        saved = {view.slug for view in arranged(self._request).shown if view.is_counted_apart}
        many = {slug for slug in saved if self.counts.get(slug, 0) >= tickets.MOST}
        shown = {slug: str(count) for slug, count in self.counts.items()}
        return shown | dict.fromkeys(many, f"{tickets.MOST - 1}+")

    @cached_property
    def views(self) -> list[NavItem]:
        return [self._item(view) for view in arranged(self._request).views]

    @cached_property
    def teams(self) -> list[NavItem]:
        return [self._item(view) for view in arranged(self._request).teams]

    @cached_property
    def face(self) -> tuple[Hashable, ...]:
        """Everything that the frame of a page shows, so that it is made once for the same."""
        user, here = self._request.user, self._request.environment
        return (
            *(user.pk, str(user), user.email, user.picture_url, user.unread_notifications),
            *(user.is_admin, user.can_reply_publicly, user.single_keys, self.theme),
            *(self.installation, self.section, self.view, here.pk, here.is_default),
            tuple((each.pk, each.name) for each in self.environments),
            *(tuple(self.views), tuple(self.teams)),
        )

    @property
    def view(self) -> str:
        """The slug of the view this page belongs to, if any."""
        if self._path.startswith("/tickets/"):
            return self._view
        return self._path.removeprefix("/inbox").strip("/") if self.section == "inbox" else ""

    def _item(self, view: tickets.View) -> NavItem:
        count = self.count_text.get(view.slug, "0")
        current = view.slug == self.view
        return NavItem(view.label, view.icon, f"/inbox/{view.slug}", count, current)


def shell(request: HttpRequest) -> dict[str, Any]:
    return {"shell": Shell(cast("StaffRequest", request))}
