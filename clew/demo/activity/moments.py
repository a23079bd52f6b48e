"""What one person does in one browser at one time: the events of a visit, in wire form."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from clew.demo.company.cast import Customer
from clew.demo.company.devices import OLD_SERVER_SDK, SERVER_SDK, Device
from clew.demo.edition import Edition, stable_uuid

Event = dict[str, Any]

APP = "app.ottergrid.example"
SITE = "www.ottergrid.example"


def wire_event(
    edition: Edition,
    name: str,
    at: datetime,
    distinct_id: str,
    properties: dict[str, Any],
    *sequence: object,
) -> Event:
    """``sequence`` tells apart events of one name, id and instant."""
    today = edition.today.date()
    return {
        "uuid": str(stable_uuid(at, edition.print_run, today, name, at, distinct_id, *sequence)),
        "event": name,
        "distinct_id": distinct_id,
        "timestamp": at.isoformat(timespec="milliseconds"),
        "properties": properties,
    }


class Moment:
    """A sitting in front of one device. Time passes with every step; events collect in ``out``."""

    def __init__(
        self, edition: Edition, who: Customer, device: Device, at: datetime, roll: random.Random
    ) -> None:
        self.edition, self.who, self.device, self.now, self.roll = edition, who, device, at, roll
        self.out: list[Event] = []
        self.path = "/"
        self.session_id = str(stable_uuid(at, "session", device.anonymous_id))
        self._browser = self._browser_properties()

    def wait(self, low: float, high: float) -> None:
        """Let between ``low`` and ``high`` seconds pass."""
        self.now += timedelta(milliseconds=int(self.roll.uniform(low, high) * 1000))

    def page(self, path: str, title: str) -> None:
        self.path = path
        self.browser("$pageview", {"title": title})
        self.wait(4, 70)

    def browser(self, name: str, properties: dict[str, Any], **top: Any) -> Event:
        """Something the browser's SDK sends; ``top`` goes beside the properties ($set …)."""
        here = {"$current_url": f"https://{self._host}{self.path}", "$pathname": self.path}
        return self._add(name, {**self._browser, **here, **properties}, top)

    def server(self, name: str, properties: dict[str, Any], **top: Any) -> Event:
        """Something Ottergrid's backend sends on the person's behalf."""
        return self._add(name, {**self._server_properties(), **properties}, top)

    def _add(self, name: str, properties: dict[str, Any], top: dict[str, Any]) -> Event:
        event = wire_event(
            self.edition, name, self.now, self.who.distinct_id, properties, len(self.out)
        )
        event.update({f"${key}": value for key, value in top.items()})
        self.out.append(event)
        return event

    @property
    def _host(self) -> str:
        return APP if self.who.account else SITE

    def _browser_properties(self) -> dict[str, Any]:
        known = self.who.account is not None
        found: dict[str, Any] = {
            **self.device.properties(),
            "$host": self._host,
            "$session_id": self.session_id,
            "$window_id": self.session_id[:-4] + "0001",
            "$is_identified": known,
            "$process_person_profile": True,
        }
        if self.who.account:
            found["$timezone"] = self.who.account.zone
            found["$groups"] = self.who.groups
        return found

    def _server_properties(self) -> dict[str, Any]:
        account = self.who.account
        old = account is not None and account.region == "eu"
        found: dict[str, Any] = {
            "$lib": "posthog-python",
            "$lib_version": OLD_SERVER_SDK if old else SERVER_SDK,
            "$is_server": True,
        }
        if account:
            found["$groups"] = self.who.groups
            found["region"] = f"{account.region}-west-2" if old else "us-east-1"
        return found


def in_order(events: list[Event]) -> Iterator[Event]:
    """By time; events of one instant keep the order in which they were made."""
    yield from sorted(events, key=lambda event: str(event["timestamp"]))
