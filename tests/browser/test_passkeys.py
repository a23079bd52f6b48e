"""Passkeys, codes and recovery codes, with a virtual authenticator in a real browser."""

import base64
import hashlib
import hmac
import struct
import time

import pytest
from playwright.sync_api import Page, expect

from tests.browser.signing_in import OWNER, sign_in
from tests.serving import Served

pytestmark = pytest.mark.browser
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def page(chromium):
    context = chromium.new_context()
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    yield page
    context.close()


def button(page: Page, name: str):
    return page.get_by_role("button", name=name, exact=True)


def code_now(secret: str) -> str:
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"


def sign_out(page: Page, at: str) -> None:
    page.goto(f"{at}/sign-in/logout/")
    button(page, "Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_passkey_then_a_second_step(page: Page, clew: Served):
    at = clew.url
    sign_in(page, clew)
    page.goto(f"{at}/settings/security")
    page.get_by_role("link", name="Add a passkey").click()
    if "/again/" in page.url:
        page.get_by_label("Password").fill("forty-two grey herons")
        button(page, "Continue").click()
    page.get_by_label("Name").fill("Laptop")
    button(page, "Add it").click()
    expect(page.get_by_label("Recovery codes")).to_be_visible()

    sign_out(page, at)
    button(page, "Sign in with a passkey").click()
    page.wait_for_url("**/inbox/**")

    page.goto(f"{at}/settings/security")
    page.get_by_role("link", name="Set up an app").click()
    page.get_by_role("link", name="Use a passkey or security key").click()
    button(page, "Use a passkey or security key").click()
    secret = page.locator(".reveal input").input_value()
    page.get_by_label("Code", exact=True).fill(code_now(secret))
    button(page, "Turn on").click()
    page.wait_for_url("**/settings/security")

    sign_out(page, at)
    page.get_by_label("Email").fill(OWNER["email"])
    page.get_by_label("Password").fill("forty-two grey herons")
    button(page, "Sign in").click()
    page.get_by_label("Code", exact=True).fill("000000")
    button(page, "Sign in").click()
    expect(page.get_by_text("not the current one")).to_be_visible()
    button(page, "Use a passkey or security key").click()
    page.wait_for_url("**/inbox/**")
