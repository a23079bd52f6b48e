"""Reading the title of a page that somebody linked, without becoming their way into our network.

Every address is looked up first and the connection goes to exactly that address, so that a name
cannot point elsewhere in between; what is private, local or reserved is refused, also after each
redirect. No cookies, no proxies of the environment, a few seconds, half a megabyte.
"""

import ipaddress
import socket
import time
from contextlib import closing
from html.parser import HTMLParser

import httpx
from django.conf import settings

from clew.tickets.models import ExternalLink, TitleState
from clew.tickets.validation import one_line

SECONDS = 5.0
MAX_BYTES = 512 * 1024
REDIRECTS = 5
MAX_TITLE = 300  # characters
HEADERS = {
    "User-Agent": "Clew (reads the titles of linked pages)",
    "Accept": "text/html",
    "Accept-Encoding": "identity",  # nothing that unpacks to more than was sent
}
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class RefusedError(Exception):
    """The page is not ours to read, or has no title."""


def read_title(link_id: int) -> None:
    """Safe to run twice. A page that cannot be read keeps its address as its title."""
    link = ExternalLink.objects.filter(pk=link_id, state=TitleState.WAITING).first()
    if link is None:
        return
    try:
        title = title_at(link.url)
    except (RefusedError, httpx.HTTPError, httpx.InvalidURL, OSError, ValueError):
        title = ""
    state = TitleState.KNOWN if title else TitleState.UNKNOWN
    waiting = ExternalLink.objects.filter(pk=link.pk, state=TitleState.WAITING)
    waiting.update(title=title or link.title, state=state)


def title_at(url: str) -> str:
    """Raises RefusedError and what httpx raises."""
    until = time.monotonic() + SECONDS
    with httpx.Client(timeout=SECONDS, trust_env=False, follow_redirects=False) as client:
        here = httpx.URL(url)
        for _ in range(REDIRECTS + 1):
            client.cookies.clear()
            with closing(client.send(_request(client, here), stream=True)) as answer:
                if not answer.has_redirect_location:
                    return _title(answer, until)
                here = here.join(answer.headers["Location"])
    raise RefusedError("It redirects again and again.")


def _request(client: httpx.Client, url: httpx.URL) -> httpx.Request:
    """To the address that was checked, in the name of the host that was asked for."""
    if url.scheme not in {"http", "https"} or not url.host:
        raise RefusedError("It is not a page of the web.")
    address = allowed_address(url.host, url.port or (443 if url.scheme == "https" else 80))
    return client.build_request(
        "GET",
        url.copy_with(host=str(address), username=None, password=None),
        headers={**HEADERS, "Host": url.netloc.decode("ascii")},
        extensions={"sni_hostname": url.host},
    )


def allowed_address(host: str, port: int) -> Address:
    """One on the public internet. A name with any other address is refused altogether."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [ipaddress.ip_address(each[4][0]) for each in found]
    if not addresses or not all(_is_allowed(address) for address in addresses):
        raise RefusedError(f"{host} is inside a private network.")
    return min(addresses, key=lambda address: address.version)


def _is_allowed(address: Address) -> bool:
    inner = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None)
    address = inner or address
    networks = [ipaddress.ip_network(each) for each in settings.CLEW_LINK_TITLES_FROM]
    if any(address in network for network in networks):
        return True
    return address.is_global and not address.is_multicast


def _title(answer: httpx.Response, until: float) -> str:
    if answer.status_code != httpx.codes.OK or "html" not in answer.headers.get("Content-Type", ""):
        raise RefusedError("It is not a page that can be read.")
    parser, read = _Title(), 0
    for text in answer.iter_text(16 * 1024):
        read += len(text)
        parser.feed(text)
        if parser.is_over or read > MAX_BYTES or time.monotonic() > until:
            break
    return one_line("".join(parser.parts))[:MAX_TITLE]


class _Title(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.is_over = False
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self._inside = tag == "title" and not self.is_over

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.parts.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "title" and self._inside:
            self._inside, self.is_over = False, True
