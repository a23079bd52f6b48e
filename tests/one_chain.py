"""The middleware is put together once, not for every ``Client()``: it looks at each static file.

A setting that a test changes has it put together anew, before and after.
"""

from typing import Any

import pytest
from django.core.signals import setting_changed
from django.test.client import ClientHandler

PARTS = (
    "_view_middleware",
    "_template_response_middleware",
    "_exception_middleware",
    "_middleware_chain",
)
NO_MATTER = {"CLEW_DATA_DIR"}  # changed by every test with events; no middleware looks at it
_made: list[dict[str, Any]] = []
_make = ClientHandler.load_middleware


def _load(self: ClientHandler) -> None:
    for made in _made:
        vars(self).update(made)
        return
    _make(self)
    _made[:] = [{part: getattr(self, part) for part in PARTS}]


def _forget(*, setting: str, **_: Any) -> None:
    if setting not in NO_MATTER:
        _made.clear()


def share(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(ClientHandler, "load_middleware", _load)
    setting_changed.connect(_forget)
