"""Words that would be scripts, filed through every door, then every page that shows them opened."""

import re
from itertools import islice
from urllib.parse import urljoin, urlsplit

import httpx
import pytest
from lxml import html

from tests.hostile_filing import Filing
from tests.intruders import intruders
from tests.serving import open_folder, served

pytestmark = pytest.mark.browser
START = ["/inbox/all", "/customers", "/insights", "/insights/errors", "/insights/traces",
         "/insights/sql", "/settings/profile", "/settings/audit", "/notifications",
         "/search?q=xss", "/settings/quarantine", "/settings/dead-letters"]  # fmt: skip
FRAGMENTS = ("hx-get", "data-url", "data-href", "data-src", "src")
PAGES, SAME = 160, 2  # at most, and of one kind
OPENED = 40  # in the browser
NOT_PAGES = re.compile(r"/sign-in/|/static/|/live|\.csv|/export|/attachments/|/csv|environment=")


def kind_of(address):
    """Addresses that one view answers, roughly."""
    path = urlsplit(address).path
    return re.sub(r"\d+|[0-9a-f-]{36}|(?<=/)[^/]*(%|[<>\"'(]).*", "*", path)


def crawled(client, wrong):
    """Address and text of every page and fragment that links lead to; ``wrong`` are the broken."""
    waiting, seen, kinds, found = list(START), set(START), {}, []
    while waiting and len(found) < PAGES:
        address = waiting.pop(0)
        if kinds.setdefault(kind_of(address), 0) >= SAME or NOT_PAGES.search(address):
            continue
        kinds[kind_of(address)] += 1
        answer = client.get(address, follow_redirects=True)
        if answer.is_server_error:
            wrong.append(f"{answer.status_code} {address}")
        if "text/html" not in answer.headers.get("Content-Type", "") or not answer.text.strip():
            continue
        found.append((address, answer.text))
        for element in html.document_fromstring(answer.text).iter():
            links = [element.get("href")] if element.tag == "a" else []
            links += [element.get(name) for name in FRAGMENTS if element.tag != "script"]
            for link in filter(None, links):
                there = urljoin(str(client.base_url.join(address)), link).split("#")[0]
                if there.startswith(str(client.base_url).rstrip("/")) and there not in seen:
                    seen.add(there)
                    waiting.append("/" + there.split("/", 3)[-1])
    return found


@pytest.fixture(scope="module")
def filed(chromium):
    """A Clew of its own, with everything in it, and where its owner is signed in."""
    with open_folder() as folder, served(folder / "data") as clew:
        token = clew.token()
        client = signed_in(clew)
        key = httpx.post(f"{clew.url}/api/v1/capture-keys", json={"name": "Web"},
                         headers={"Authorization": f"Bearer {token}"}).json()["key"]  # fmt: skip
        filing = Filing(clew.url, token, key)
        filing.everything()
        clew.clew("drain")
        context = chromium.new_context(viewport={"width": 1440, "height": 900})
        session = client.cookies["clew_session"]
        context.add_cookies([{"name": "clew_session", "value": session, "url": clew.url}])
        yield clew, context, client, filing
        context.close()
        client.close()


def signed_in(clew):
    """By the printed link, as its owner."""
    client = httpx.Client(base_url=clew.url, timeout=60, trust_env=False)
    link = urlsplit(clew.clew("link")).path
    client.get(link)
    given = {"company": "Kiln", "name": "Maya Lindholm", "email": "maya@clew.example",
             "password": "forty-two grey herons"}  # fmt: skip
    headers = {"X-CSRFToken": client.cookies["csrftoken"], "Origin": clew.url}
    assert client.post(link, data=given, headers=headers).is_redirect
    return client


def test_no_page_holds_or_runs_what_somebody_wrote(filed):
    clew, context, client, filing = filed
    wrong: list[str] = []
    for action, answer in filing.forms(crawled(client, wrong), client):
        wrong += [f"{action}: {each}" for each in intruders(answer.text, clew.url)]
    pages = crawled(client, wrong)
    for address, page in pages:
        wrong += [f"{address}: {each}" for each in intruders(page, clew.url)]
    assert wrong == [], clew.output()[-5000:]
    assert len(pages) > 80
    assert sum(filing.taken.values()) > sum(filing.refused.values()), filing.refused

    context.expose_binding("__xss", lambda source: wrong.append(f"ran in {source['frame'].url}"))
    context.on("dialog", lambda dialog: wrong.append(dialog.message) or dialog.dismiss())
    context.on("request", lambda asked: wrong.append(asked.url) if is_away(asked.url, clew) else 0)
    page = context.new_page()
    whole = [address for address, text in pages if "<html" in text]
    for address in islice(whole, OPENED):
        page.goto(clew.url + address, wait_until="load")
        page.wait_for_timeout(120)  # for fragments that load by themselves
    assert wrong == []


def is_away(address, clew):
    return not address.startswith((clew.url + "/", "data:", "blob:", "about:"))
