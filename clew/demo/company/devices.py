"""The browsers people use Ottergrid with, and the versions of the SDK they meet."""

import random
from dataclasses import dataclass
from typing import Any

from clew.demo.edition import LONG_AGO, happens, stable_uuid

WEB_SDK = "1.449.2"
OLD_WEB_SDK = "1.96.1"  # pages that were never rebuilt still load it
SERVER_SDK = "7.79.0"
OLD_SERVER_SDK = "3.5.0"  # the EU delivery workers, until they are upgraded

DESKTOPS = (
    ("Chrome", 143, "Mac OS X", "15.6", 1728, 1117),
    ("Chrome", 143, "Windows", "11", 1920, 1080),
    ("Chrome", 142, "Windows", "10", 1536, 864),
    ("Firefox", 145, "Linux", "", 1920, 1200),
    ("Firefox", 144, "Windows", "11", 2560, 1440),
    ("Safari", 26, "Mac OS X", "15.6", 1440, 900),
    ("Microsoft Edge", 142, "Windows", "11", 1920, 1080),
)
PHONES = (
    ("Mobile Safari", 26, "iOS", "26.1", 393, 852),
    ("Chrome", 143, "Android", "16", 412, 915),
)


@dataclass(frozen=True, slots=True)
class Device:
    """``anonymous_id`` is what the SDK called its user before sign-in; also its $device_id."""

    anonymous_id: str
    kind: str
    browser: str
    version: int
    system: str
    system_version: str
    width: int
    height: int
    sdk: str

    def properties(self) -> dict[str, Any]:
        return {
            "$lib": "web",
            "$lib_version": self.sdk,
            "$device_id": self.anonymous_id,
            "$device_type": self.kind,
            "$browser": self.browser,
            "$browser_version": self.version,
            "$os": self.system,
            "$os_version": self.system_version,
            "$screen_width": self.width,
            "$screen_height": self.height,
            "$viewport_width": self.width,
            "$viewport_height": self.height - 132,
        }


def devices_for(handle: str, place: object, roll: random.Random) -> tuple[Device, ...]:
    """One desktop, often a phone, sometimes a second desktop."""
    kinds: list[tuple[tuple[Any, ...], ...]] = [DESKTOPS]
    if happens(roll, 0.32):
        kinds.append(PHONES)
    if happens(roll, 0.07):
        kinds.append(DESKTOPS)
    return tuple(_device(roll, rows, handle, place, n) for n, rows in enumerate(kinds))


def _device(
    roll: random.Random, rows: tuple[tuple[Any, ...], ...], handle: str, place: object, number: int
) -> Device:
    browser, version, system, system_version, width, height = roll.choice(rows)
    return Device(
        anonymous_id=str(stable_uuid(LONG_AGO, "device", handle, place, number)),
        kind="Mobile" if rows is PHONES else "Desktop",
        browser=browser,
        version=version,
        system=system,
        system_version=system_version,
        width=width,
        height=height,
        sdk=OLD_WEB_SDK if happens(roll, 0.12) else WEB_SDK,
    )
