"""How a command hears what the job is doing in another process: one row, read now and then."""

import time
from collections.abc import Callable
from typing import Any

from procrastinate.contrib.django import app

from clew.core.models import Setting

START_OVER = "demo.start_over"
KEY = "demo.notice"
POLL = 0.2  # seconds
SILENCE = 120  # seconds without news after which waiting is over
STEP = 0.01  # of the work: news smaller than this is not written down

_said: dict[str, Any] = {"what": "", "share": 0.0}


class NotLoadedError(RuntimeError):
    """The job did not reach its end; with its words."""


def say(what: str, share: float) -> None:
    if what == _said["what"] and abs(share - _said["share"]) < STEP and share < 1:
        return
    _said.update(what=what, share=share)
    _write({"what": what, "share": share})


def say_failed(reason: str) -> None:
    _write({"what": "stopped", "share": 0, "failed": reason or "for an unknown reason"})


def start_over_and_follow(
    base_url: str, capture_key: str, progress: Callable[[str, float], None]
) -> None:
    """Queue the job and repeat what it says until it is done. Raises NotLoadedError."""
    _write({"what": "waiting for the server", "share": 0})
    app.configure_task(START_OVER, queue="demo").defer(base_url=base_url, capture_key=capture_key)
    heard, since = _read(), time.monotonic()
    while heard["share"] < 1:
        time.sleep(POLL)
        now = _read()
        if now != heard:
            heard, since = now, time.monotonic()
            progress(str(heard["what"]), float(heard["share"]))
        if reason := heard.get("failed"):
            raise NotLoadedError(f"The demo was not loaded: {reason}")
        if time.monotonic() - since > SILENCE:
            raise NotLoadedError("The server has not said anything for two minutes. Is it running?")


def _read() -> dict[str, Any]:
    return dict(Setting.objects.get(key=KEY).value)


def _write(value: dict[str, Any]) -> None:
    Setting.objects.update_or_create(key=KEY, defaults={"value": value})
