"""What a page costs a browser: requests, and bytes on the wire, with an empty and a full cache."""

import tempfile
from typing import Any

from playwright.sync_api import BrowserContext, sync_playwright

from bench.peers.products import Product
from conftest import CHROMIUM

TICKET = 4243
WAIT = 2000  # ms, for what the page fetches by itself
Request = dict[str, Any]


def weights(product: Product) -> dict[str, dict[str, dict[str, float]]]:
    """{page: {"cold"|"warm": figures}}; each page with a browser profile of its own."""
    return {name: weighed(product, path.format(TICKET)) for name, path in product.pages.items()}


def weighed(product: Product, path: str) -> dict[str, dict[str, float]]:
    client = product.asked.sign_in()
    cookies = [
        {"name": name, "value": value, "url": client.base} for name, value in client.cookies.items()
    ]
    with tempfile.TemporaryDirectory() as profile, sync_playwright() as play:
        context = play.chromium.launch_persistent_context(
            profile, executable_path="/usr/bin/chromium", args=CHROMIUM
        )
        context.add_cookies(cookies)  # type: ignore[arg-type]
        found = {visit: visited(context, client.base + path) for visit in ("cold", "warm")}
        context.close()
    return found


def visited(context: BrowserContext, url: str) -> dict[str, float]:
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    asked: dict[str, Request] = {}

    def began(event: Any) -> None:
        asked.setdefault(
            event["requestId"], {"url": event["request"]["url"], "type": event["type"]}
        )

    def answered(event: Any) -> None:
        found = asked.get(event["requestId"], {})
        found["kept"] = found.get("kept") or event["response"].get("fromDiskCache")

    devtools.on("Network.requestWillBeSent", began)
    devtools.on("Network.responseReceived", answered)
    devtools.on(
        "Network.requestServedFromCache",
        lambda event: asked.get(event["requestId"], {}).update(kept=True),
    )
    devtools.on(
        "Network.loadingFinished",
        lambda event: asked.get(event["requestId"], {}).update(wire=event["encodedDataLength"]),
    )
    page.goto(url)
    page.wait_for_timeout(WAIT)
    page.close()
    return summed(list(asked.values()))


def summed(asked: list[Request]) -> dict[str, float]:
    sent = [each for each in asked if each["url"].startswith("http") and not each.get("kept")]
    document = [each for each in sent if each["type"] == "Document"]
    return {
        "requests": len(sent),
        "kib": round(sum(each.get("wire", 0) for each in sent) / 1024, 1),
        "document_kib": round(sum(each.get("wire", 0) for each in document) / 1024, 1),
    }
