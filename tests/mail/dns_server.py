"""A real, small DNS server on localhost: answers what it is told, says nothing when silent."""

import contextlib
import socket
import threading
from collections.abc import Iterator, Mapping
from typing import Self

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

IN = 1


class SmallDns:
    """``records``: "heron.example TXT" to values, as in ``trust_dns.json``."""

    def __init__(self, records: Mapping[str, list[str]], *, silent: bool = False) -> None:
        self.records, self.silent, self.asked = records, silent, 0
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.where = f"127.0.0.1:{self._socket.getsockname()[1]}"
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.sendto(b"", self._socket.getsockname())  # wakes it
        self._thread.join(2)
        self._socket.close()

    def _run(self) -> None:
        while True:
            packet, sender = self._socket.recvfrom(4096)
            if not packet:
                return
            self.asked += 1
            if not self.silent:
                self._socket.sendto(self._answer(packet), sender)

    def _answer(self, packet: bytes) -> bytes:
        query = dns.message.from_wire(packet)
        question = query.question[0]
        name, kind = question.name.to_text(), dns.rdatatype.to_text(question.rdtype)
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.RA
        values = self.records.get(f"{name.rstrip('.').lower()} {kind}")
        if values:
            written = [_written(value, kind) for value in values]
            answer.answer.append(dns.rrset.from_text(name, 60, IN, kind, *written))
        elif not any(key.startswith(f"{name.rstrip('.').lower()} ") for key in self.records):
            answer.set_rcode(dns.rcode.NXDOMAIN)
        return answer.to_wire()


def _written(value: str, kind: str) -> str:
    """TXT in pieces of at most 255 characters, as zones hold them; names absolute."""
    if kind == "TXT":
        return " ".join(f'"{value[at : at + 250]}"' for at in range(0, len(value), 250))
    return f"{value}." if kind in {"MX", "PTR"} else value


@contextlib.contextmanager
def small_dns(records: Mapping[str, list[str]], *, silent: bool = False) -> Iterator[SmallDns]:
    with SmallDns(records, silent=silent) as server:
        yield server
