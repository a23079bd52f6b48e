"""Reading the title of a page that somebody linked, without becoming their way into our network.

Every address is looked up first and the connection goes to exactly that address, so that a name
cannot point elsewhere in between; what is private, local or reserved is refused, also after each
redirect. No cookies, no proxies of the environment, a few seconds, half a megabyte.
"""

import asyncio
import re
from html import unescape

import httpx
from django.conf import settings

from clew.core import outgoing
from clew.core.outgoing import Address, RefusedError
from clew.tickets.models import ExternalLink, TitleState
from clew.tickets.validation import one_line

SECONDS = 5.0  # for all of it, redirects too: a page that drips must not hold up a worker
MAX_BYTES = 512 * 1024
REDIRECTS = 5
MAX_TITLE = 300  # characters
HEADERS = {
    "User-Agent": "Clew (reads the titles of linked pages)",
    "Accept": "text/html",
    "Accept-Encoding": "identity",  # nothing that unpacks to more than was sent
}
# No parser: what strangers nest in half a megabyte takes one minutes.
TITLE = re.compile(r"<title(?:\s[^>]{0,500})?>([^<]{0,2000})", re.IGNORECASE)


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
    """Raises RefusedError and what httpx raises, TimeoutError when it takes too long."""
    return asyncio.run(_title_at(url))


async def _title_at(url: str) -> str:
    async with asyncio.timeout(SECONDS), outgoing.web_client(SECONDS) as client:
        here = httpx.URL(url)
        for _ in range(REDIRECTS + 1):
            client.cookies.clear()
            request = await asyncio.to_thread(_request, here)
            answer = await client.send(request, stream=True)
            try:
                if not answer.has_redirect_location:
                    return await _title(answer)
                here = here.join(answer.headers["Location"])
            finally:
                await answer.aclose()
    raise RefusedError("It redirects again and again.")


def _request(url: httpx.URL) -> httpx.Request:
    return outgoing.web_request("GET", url, settings.CLEW_LINK_TITLES_FROM, HEADERS)


def allowed_address(host: str, port: int) -> Address:
    """Raises RefusedError for one inside a private network that is not listed."""
    return outgoing.allowed_address(host, port, settings.CLEW_LINK_TITLES_FROM)


async def _title(answer: httpx.Response) -> str:
    if answer.status_code != httpx.codes.OK or "html" not in answer.headers.get("Content-Type", ""):
        raise RefusedError("It is not a page that can be read.")
    read = ""
    async for text in answer.aiter_text():
        read += text
        if "</title" in text.lower() or len(read) > MAX_BYTES:
            break
    found = TITLE.search(read[:MAX_BYTES])
    return one_line(unescape(found[1]))[:MAX_TITLE] if found else ""
