"""The products of the comparison: how each is loaded, started and asked."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from bench.peers import clew_servers, cluster, djhelpdesk_server, fronts, rt_server
from bench.peers.asking import Asker
from bench.peers.clew_operations import Clew
from bench.peers.djhelpdesk_operations import OPEN, DjHelpdesk
from bench.peers.measuring import Operation
from bench.peers.places import DJHELPDESK_PORT, RT_PORT
from bench.peers.rt_operations import LIST, RequestTracker


class Asked(Protocol):
    def operations(self) -> dict[str, Operation]: ...
    def sign_in(self) -> Asker: ...


@dataclass
class Product:
    """While it runs. ``processes`` are the roots of its process trees, by part."""

    name: str
    port: int
    asked: Asked
    processes: dict[str, list[int]]
    database_url: str
    pages: dict[str, str]  # what a browser opens: list, ticket
    answering: list[str]  # the parts that answer requests
    engines: list[str] = field(default_factory=list)  # the parts that are databases

    @property
    def is_clew(self) -> bool:
        return self.name.startswith("clew")


@contextlib.contextmanager
def clew_embedded(count: int) -> Iterator[Product]:
    clew_servers.load_embedded(count)
    with clew_servers.embedded() as running:
        yield _clew("clew embedded", running, ["server"], ["PostgreSQL"])


@contextlib.contextmanager
def clew_in_server_mode(count: int) -> Iterator[Product]:
    clew_servers.load_servers(count)
    with clew_servers.servers() as running:
        yield _clew("clew servers", running, ["web"], ["event store"])


def _clew(
    name: str, running: clew_servers.Running, answering: list[str], engines: list[str]
) -> Product:
    return Product(
        name,
        running.port,
        Clew(running.port, running.told),
        running.processes,
        running.database_url,
        pages={"list": "/inbox/open", "ticket": "/tickets/{}"},
        answering=answering,
        engines=engines,
    )


@contextlib.contextmanager
def djhelpdesk(count: int) -> Iterator[Product]:
    djhelpdesk_server.load(count)
    with djhelpdesk_server.running() as processes:
        yield Product(
            "django-helpdesk",
            DJHELPDESK_PORT,
            DjHelpdesk(count),
            processes,
            cluster.url("djhelpdesk"),
            pages={"list": OPEN, "ticket": "/tickets/{}/"},
            answering=["application"],
        )


@contextlib.contextmanager
def request_tracker(count: int) -> Iterator[Product]:
    rt_server.load(count)
    with rt_server.running() as processes:
        yield Product(
            "request tracker",
            RT_PORT,
            RequestTracker(count),
            processes,
            cluster.url("rt5"),
            pages={"list": LIST, "ticket": "/Ticket/Display.html?id={}"},
            answering=["application"],
        )


Start = Callable[[int], contextlib.AbstractContextManager[Product]]
PRODUCTS: dict[str, Start] = {
    "clew": clew_embedded,
    "clew-servers": clew_in_server_mode,
    "djhelpdesk": djhelpdesk,
    "rt": request_tracker,
}
# What each needs of the machine; all of it is installed before the first of them starts.
INSTALLS: dict[str, Callable[[], None]] = {
    "clew-servers": fronts.install,
    "djhelpdesk": djhelpdesk_server.install,
    "rt": rt_server.install,
}
