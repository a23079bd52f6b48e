"""DNS, as far as mail needs it: with short limits, a memory of minutes, and never in the way.

Values are texts: TXT records with their pieces joined, "10 mx.heron.example" for MX, addresses for
A and AAAA, names for PTR.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from functools import lru_cache
from threading import Lock

import dns.exception
import dns.rdatatype
import dns.resolver
from django.conf import settings
from dns.rdata import Rdata

Lookup = Callable[[str, str], list[str]]

PER_QUERY = 2.0  # seconds
PER_MAIL = 6.0
KNOWN_FOR = 300.0  # what was found, and that there is nothing
UNKNOWN_FOR = 60.0  # that nobody answered
MOST = 4096  # names remembered
MOST_TEXT = 8192  # characters of a TXT record
SILENCES = 3  # one after the other, and it is asked whether DNS is out of reach
ROOT = (".", "NS")  # whose servers no sender of mail can silence


class UnreachableError(Exception):
    """Nobody answered: it says nothing about the name."""


class Memory:
    """Answers and silences of the last minutes, shared by the threads of this process."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[str, str], tuple[float, list[str] | None]] = OrderedDict()
        self._lock = Lock()
        self._silences, self._silent_until = 0, 0.0

    def get(self, key: tuple[str, str]) -> tuple[bool, list[str]]:
        """Raises UnreachableError for what nobody answered a moment ago."""
        with self._lock:
            until, found = self._known.get(key, (0.0, []))
            if time.monotonic() < until:
                if found is None:
                    raise UnreachableError(f"nobody answered for {key[0]}")
                return True, found
            if time.monotonic() < self._silent_until:
                raise UnreachableError("DNS is out of reach")
        return False, []

    def put(self, key: tuple[str, str], found: list[str] | None) -> None:
        with self._lock:
            now = time.monotonic()
            self._known[key] = (now + (UNKNOWN_FOR if found is None else KNOWN_FOR), found)
            self._known.move_to_end(key)
            while len(self._known) > MOST:
                self._known.popitem(last=False)
            self._silences = self._silences + 1 if found is None else 0

    def seems_silent(self) -> bool:
        return self._silences >= SILENCES

    def settle(self, *, is_silent: bool) -> None:
        with self._lock:
            self._silences = 0
            self._silent_until = time.monotonic() + UNKNOWN_FOR if is_silent else 0.0

    def forget(self) -> None:
        with self._lock:
            self._known.clear()
            self._silences, self._silent_until = 0, 0.0


memory = Memory()


def lookup_for_one_mail(seconds: float = PER_MAIL) -> Lookup:
    """Asks for at most ``seconds`` in all; then, and when DNS is off, everything is unreachable."""
    spent = 0.0

    def look_up(name: str, kind: str) -> list[str]:
        nonlocal spent
        key = (name.rstrip(".").lower(), kind)
        if settings.CLEW_DNS == "off":
            raise UnreachableError("CLEW_DNS is off")
        known, found = memory.get(key)
        if known:
            return found
        if spent >= seconds:
            raise UnreachableError("the time for this mail is over")
        began = time.monotonic()
        try:
            return _remembered(key, min(PER_QUERY, seconds - spent))
        finally:
            spent += time.monotonic() - began

    return look_up


def _remembered(key: tuple[str, str], seconds: float) -> list[str]:
    try:
        found = _ask(*key, seconds)
    except UnreachableError:
        memory.put(key, None)
        if memory.seems_silent():
            memory.settle(is_silent=not _answers())
        raise
    memory.put(key, found)
    return found


def _answers() -> bool:
    """Whether DNS does at all. Three silent names may be a stranger's, who wants the proof of
    others not to be looked up."""
    try:
        _ask(*ROOT, PER_QUERY)
    except UnreachableError:
        return False
    return True


def _ask(name: str, kind: str, seconds: float) -> list[str]:
    try:
        answer = _resolver(settings.CLEW_DNS).resolve(
            name, kind, lifetime=seconds, raise_on_no_answer=False, search=False
        )
    except dns.resolver.NXDOMAIN:
        return []
    except (dns.exception.DNSException, OSError, UnicodeError) as error:
        raise UnreachableError(str(error)) from error
    return [_text(each) for each in answer.rrset or []]


def _text(record: Rdata) -> str:
    if record.rdtype == dns.rdatatype.TXT:
        return b"".join(record.strings).decode("utf-8", "replace")[:MOST_TEXT]  # type: ignore[attr-defined]
    return record.to_text().rstrip(".")


@lru_cache(maxsize=4)
def _resolver(where: str) -> dns.resolver.Resolver:
    resolver = dns.resolver.Resolver(configure=not where)
    if where:
        host, _, port = where.rpartition(":") if ":" in where else (where, "", "53")
        resolver.nameservers, resolver.port = [host.strip("[]")], int(port)
    resolver.timeout = PER_QUERY
    return resolver
