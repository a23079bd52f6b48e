"""Long-running parts of domains, beside jobs and pages: listeners, and readers of mailboxes.

A domain registers its own in its app's ``ready()``. They run in the process that works off jobs:
started after the engines, stopped before them.
"""

from typing import Protocol

import structlog

log = structlog.get_logger(__name__)


class Service(Protocol):
    """``start`` returns once it runs (in threads of its own), ``stop`` once it has ended.

    Neither raises for what an admin set wrongly: that is shown where they set it.
    """

    name: str

    def start(self) -> None: ...

    def stop(self) -> None: ...


_services: list[Service] = []


def register(service: Service) -> None:
    _services.append(service)


def start_all() -> None:
    """One that fails does not keep the others, or the product, from starting."""
    for service in _services:
        try:
            service.start()
        except Exception:
            log.exception("service.start_failed", name=service.name)


def stop_all() -> None:
    for service in reversed(_services):
        try:
            service.stop()
        except Exception:
            log.exception("service.stop_failed", name=service.name)
