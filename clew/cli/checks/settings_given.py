"""Environment variables whose value nobody can mean; Clew does not start with them."""

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from clew.cli.checks.finding import Finding, bad, fine
from clew.cli.installation import Installation
from clew.core.given import CHOICES, NUMBERS, Unreadable, choice, given, number

SCHEMES = {
    "DATABASE_URL": {"postgres", "postgresql"},
    "CLICKHOUSE_URL": {"http", "https"},
    "EMAIL_URL": {"smtp", "smtps", "smtp+starttls"},
    "CLEW_BASE_URL": {"http", "https"},
}
FILES = ("CLEW_SMTP_CERT", "CLEW_SMTP_KEY")
LOCAL = {"localhost", "127.0.0.1", "::1", ""}
REMEDY = "Set it right where the service is defined; docs/operations.md lists what it may be."


def settings_given(_installation: Installation) -> Iterator[Finding]:
    wrong = [*_read(), *_urls(), *_files()]
    yield from wrong
    if not wrong:
        yield fine("Settings", "every value can be read")


def address(_installation: Installation) -> Iterator[Finding]:
    base = given("CLEW_BASE_URL")
    parts, proxied = urlsplit(base), given("CLEW_BEHIND_PROXY") == "1"
    local = (parts.hostname or "") in LOCAL
    if local and (proxied or given("EMAIL_URL")):
        yield bad(
            "Address",
            f"CLEW_BASE_URL is {base or 'not set'}, and this looks like production.",
            "Links in mail, sign-in links and the widget would lead to the reader's own machine.",
            "Set it to the https address that customers and staff use.",
        )
    elif proxied and parts.scheme == "http":
        yield bad(
            "Address",
            f"CLEW_BASE_URL is {base}, though a proxy stands in front.",
            "Cookies are not marked as secure, and forms sent by https are refused as foreign.",
            "Set it to the https address that the proxy answers.",
        )
    else:
        yield fine("Address", base or "only from this machine: CLEW_BASE_URL is not set")


def _read() -> Iterator[Finding]:
    for names, read in ((NUMBERS, number), (CHOICES, choice)):
        for name in names:
            try:
                read(name)
            except Unreadable as unreadable:
                yield _wrong(name, given(name), unreadable.wanted)


def _urls() -> Iterator[Finding]:
    for name, known in SCHEMES.items():
        value = given(name)
        schemes = ", ".join(f"{scheme}://" for scheme in sorted(known))
        if value and (urlsplit(value).scheme not in known or not _has_place(value)):
            hidden = f"{value.partition('://')[0][:20]}://…" if "://" in value else "no address"
            yield _wrong(name, hidden, f"an address beginning with one of {schemes}")


def _has_place(url: str) -> bool:
    """A host with a possible port; PostgreSQL's may be a socket, in ``?host=``."""
    try:
        parts = urlsplit(url)
        return parts.port != 0 and bool(parts.hostname or "host=" in parts.query)
    except ValueError:
        return False


def _files() -> Iterator[Finding]:
    for name in FILES:
        value = given(name)
        if value and (Path(value).is_dir() or not os.access(value, os.R_OK)):
            yield _wrong(name, value, "a PEM file that this user may read")


def _wrong(name: str, value: str, wanted: str) -> Finding:
    return bad("Settings", f"{name} is {value}, not {wanted}.", "Clew cannot start so.", REMEDY)
