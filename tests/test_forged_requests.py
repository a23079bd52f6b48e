"""What another site can make a browser of ours do: nothing. Addresses are the URL patterns'."""

import re
from itertools import pairwise

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, get_resolver

from clew.core.actors import SYSTEM
from clew.people import staff_actions
from clew.people.models import Role
from tests import cast
from tests.programs import caller
from tests.test_every_door import House, address, operations, routes, signed_in

pytestmark = pytest.mark.django_db
STRONG = "forty-two grey herons"
EVIL = "evil.example"
UNSAFE = ("post", "put", "patch", "delete")
# Doors without a token of a form: what counts there is no cookie, but a secret in the request.
EXEMPT = {
    "-/tick": "the control token, a header",
    "-/sql": "likewise",
    "-/backup": "likewise",
    "mail/inbound/<slug:slug>": "the provider's signature",
    "m/files/<str:token>/<str:name>": "the signed address",
    "m/unsubscribe/<str:token>": "likewise",
    "m/subscription": "a signed value in the form",
}
EXEMPT_BEFORE = ("api/", "widget/api/")  # bearer tokens; capture key and session, both headers
# How an address may be written so that it looks local and is not.
AWAY = [
    f"https://{EVIL}/", f"//{EVIL}/", f"///{EVIL}/", f"////{EVIL}", f"/\\{EVIL}/", f"\\\\{EVIL}/",
    f"\\/{EVIL}", f"/\t/{EVIL}/", f"/%09/{EVIL}/", f"\t//{EVIL}", f" //{EVIL}", f"/\n/{EVIL}/",
    f"/\r\n/{EVIL}", f"https:{EVIL}", f"https:/{EVIL}", f"http:///{EVIL}", f"HTTPS://{EVIL}",
    f"https://testserver@{EVIL}/", f"https://testserver.{EVIL}/", f"//testserver@{EVIL}/",
    f"https://{EVIL}#testserver", f"https://{EVIL}\\@testserver/", f"/%2f%2f{EVIL}",
    f"/%5c{EVIL}", f"//{EVIL}%2f..", f"https://{EVIL}:80\\.testserver", f"ftp://{EVIL}",
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "\x01javascript:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,<script>alert(1)</script>", "vbscript:x", f"//{EVIL}/%2e%2e", f"/\uff0e{EVIL}",
    "//\uff0565vil.example", f"〱{EVIL}", f"/〵{EVIL}", f"http://[::ffff:{EVIL}]", f"//%0a{EVIL}",
]  # fmt: skip
WORDS = ("next", "back", "to", "from", "url", "return", "return_to", "redirect", "redirect_to",
         "success_url", "continue", "goto", "referer", "target", "path")  # fmt: skip


@pytest.fixture
def house(store) -> House:
    return House()


@pytest.fixture
def owner():
    return cast.staff("Iris Calder", role=Role.OWNER, password=STRONG)


def every_route():
    """With the doors that test_every_door leaves out."""

    def walk(resolver, before):
        for each in resolver.url_patterns:
            route = before + str(each.pattern)
            if isinstance(each, URLPattern):
                yield route
            else:
                yield from walk(each, route)

    return walk(get_resolver(), "")


def path_of(route):
    """One that reaches the view: what it is about is looked for only behind the door."""
    filled = re.sub(r"<int:\w+>", "1", route)
    filled = re.sub(r"<uuid:\w+>", "00000000-0000-4000-8000-000000000000", filled)
    return "/" + re.sub(r"<(?:\w+:)?\w+>", "x", filled).replace("^", "").replace("$", "")


def is_exempt(route):
    return route in EXEMPT or route.startswith(EXEMPT_BEFORE)


def test_no_unsafe_request_passes_without_the_token_of_a_form(owner):
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(owner)
    tried = 0
    for route in every_route():
        if is_exempt(route):
            continue
        for method in UNSAFE if tried % 10 == 0 else UNSAFE[:1]:
            response = getattr(client, method)(path_of(route))
            assert response.status_code == 403, f"{method} /{route}: {response.status_code}"
        tried += 1
    assert tried > 250


def test_a_token_does_not_help_a_page_of_another_site(owner):
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner)
    client.get("/settings/profile")
    token = client.cookies["csrftoken"].value
    for origin in (f"https://{EVIL}", "null", "http://testserver.evil.example", "file://"):
        headers = {"Origin": origin, "X-CSRFToken": token}
        assert client.post("/settings/sessions", headers=headers).status_code == 403, origin
    with override_settings(SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https")):
        for referer in ({}, {"Referer": f"https://{EVIL}/"}):
            headers = {"X-CSRFToken": token, "X-Forwarded-Proto": "https", **referer}
            assert client.post("/settings/sessions", headers=headers).status_code == 403
    assert client.post("/settings/sessions", headers={"X-CSRFToken": token}).status_code == 302


def test_only_doors_that_no_cookie_opens_are_exempt():
    """Everything exempt is listed, and refuses whoever has a session and nothing else."""

    def walk(resolver, before):
        for each in resolver.url_patterns:
            route = before + str(each.pattern)
            if isinstance(each, URLPattern):
                if getattr(each.callback, "csrf_exempt", False):
                    yield route
            else:
                yield from walk(each, route)

    found = {route for route in walk(get_resolver(), "") if not route.startswith(EXEMPT_BEFORE)}
    assert found == set(EXEMPT), "A door is exempt only when no cookie counts there; say so here."


def test_a_session_opens_no_door_of_programs_and_no_door_of_the_widget(owner, house):
    client = Client(raise_request_exception=False)
    client.force_login(owner)
    for method, where in operations(house.hidden.number):
        assert client.generic(method.upper(), where).status_code == 401, f"{method} {where}"
    for route in every_route():
        if route.startswith("widget/api/") and "attachments/" not in route:
            for method in ("get", "post"):
                assert getattr(client, method)(path_of(route)).status_code in {401, 405}, route
    for route in ("-/tick", "-/sql", "-/backup"):
        assert client.post(f"/{route}").status_code == 404


def test_a_bearer_needs_no_token_of_a_form(db):
    agent = caller("agent")
    agent.client = Client(enforce_csrf_checks=True)
    assert agent.get("/tickets").status_code == 200
    assert agent.post("/tickets", {}).status_code == 422  # it came as far as its form


ELSEWHERE = re.compile(r"[\x00-\x20]*([a-z][a-z0-9+.-]*:|[/\\\\]{2})", re.IGNORECASE)


def leads_away(response):
    """Where the answer sends a browser, if that is not here. Browsers drop tabs and line ends."""
    for name in ("Location", "HX-Redirect", "HX-Location", "X-Clew-Location", "Refresh"):
        value = re.sub(r"[\t\r\n]", "", response.headers.get(name, ""))
        if ELSEWHERE.match(value) and not value.startswith("http://testserver/"):
            return value
    return ""


def test_nobody_is_led_away_after_signing_in(owner):
    given = {"login": owner.email, "password": STRONG}
    for where in AWAY[:3]:
        client = Client()
        assert not leads_away(client.get("/sign-in/", {"next": where}))
        assert not leads_away(client.post("/sign-in/", {**given, "next": where})), where
        assert client.get("/settings/profile").status_code == 200, where
    for where in AWAY:  # who is signed in already is led on without a password
        response = client.get("/sign-in/", {"next": where})
        assert response.status_code == 302
        assert not leads_away(response), where
        assert not leads_away(client.get("/sign-in/again/", {"next": where})), where
    for where in AWAY:
        client.force_login(owner)
        assert not leads_away(client.post("/sign-in/logout/", {"next": where})), where


def test_strange_paths_lead_to_the_door_and_no_further(owner):
    for start in (f"//{EVIL}", f"//{EVIL}/", f"/\\{EVIL}/", f"//{EVIL}/inbox", f"/{EVIL}//inbox"):
        for client in (Client(), signed_in(owner)):
            response = client.generic("GET", start)
            assert not leads_away(response), start
            if response.status_code == 302 and "/sign-in/" in response.url:
                assert not leads_away(signed_in(owner).get("/sign-in/", {"next": start}))


WRITES = re.compile(r'\s*(INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)
# What opening a page may write: where somebody is, and what they have seen.
SEEN = {"django_session", "usersessions_usersession", "web_cache"}
MAY_WRITE = {  # made when it is first looked at, always the same
    "settings/automations/lifecycle/<slug:slug>": {"routing_rule"},
    "tickets/<int:number>/diagnosis": {"analytics_diagnosis"},
    "insights/sql/queries": {"analytics_savedquery"},
}


def written(statements):
    found = (WRITES.match(each["sql"] or "") for each in statements)
    return {match[2] for match in found if match}


@pytest.mark.server  # it opens the whole product: too long for the backend tests
def test_no_address_changes_anything_when_opened_or_leads_away_or_may_be_framed(house, owner):
    """Pictures, prefetching and links of other sites open addresses with a session."""
    client, elsewhere = signed_in(owner), {"Referer": f"https://{EVIL}/"}
    htmx = elsewhere | {"HX-Request": "true", "HX-Current-URL": f"https://{EVIL}/"}
    client.get("/inbox/open")
    changed: dict[str, set[str]] = {}
    for number, route in enumerate(routes()):
        path = address(route, house)
        given = {word: AWAY[(number + place) % len(AWAY)] for place, word in enumerate(WORDS)}
        with CaptureQueriesContext(connection) as seen:
            opened = client.get(path, given, headers=htmx if number % 2 else elsewhere)
        if wrote := written(seen) - SEEN - MAY_WRITE.get(route, set()):
            changed[route] = wrote
        assert not leads_away(opened), path
        says_what_may_be_done(opened, path)
        assert not leads_away(client.post(path, given, headers=htmx)), path
        if "logout" in route or "sessions" in route:
            client.force_login(owner)
    assert changed == {}


def says_what_may_be_done(response, path):
    headers = response.headers
    assert "frame-ancestors" in headers["Content-Security-Policy"], path
    assert headers["X-Frame-Options"] in {"DENY", "SAMEORIGIN"}, path
    assert headers["X-Content-Type-Options"] == "nosniff", path
    assert headers["Referrer-Policy"] in {"same-origin", "no-referrer"}, path
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin", path
    assert "Access-Control-Allow-Origin" not in headers, path
    kept = headers["Cache-Control"]
    assert "private" in kept or "no-store" in kept, path
    assert "public" not in kept, path


def test_every_answer_says_what_may_be_done_with_it(owner):
    for client in (signed_in(owner), Client()):
        for path in (
            "/inbox/open",
            "/sign-in/",
            "/no-such-page",
            "/settings/security",
            "/",
            "/m/x",
        ):
            says_what_may_be_done(client.get(path), path)


def directives(policy):
    return dict((*each.split(maxsplit=1), "")[:2] for each in policy.split(";"))


def test_the_policy_lets_no_script_in_but_our_files(client):
    policy = directives(client.get("/sign-in/")["Content-Security-Policy"])
    assert policy["default-src"] == policy["script-src"] == "'self'"
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["form-action"] == policy["connect-src"] == "'self'"
    assert all("*" not in each and "http" not in each for each in policy.values())


def test_what_strangers_sent_is_never_a_script_of_ours(house):
    """A file is on our own address, so the policy alone would let a page load it as a script."""
    response = signed_in(house.inside).get(
        f"/attachments/{house.file.secret}/{house.file.filename}"
    )
    assert response["Content-Type"] == "application/octet-stream"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Security-Policy"].startswith("sandbox;")


def test_cookies_are_for_us_alone(owner):
    client = Client()
    client.get("/sign-in/")
    client.post("/sign-in/", {"login": owner.email, "password": STRONG})
    session, token = client.cookies["clew_session"], client.cookies["csrftoken"]
    assert (session["httponly"], session["samesite"]) == (True, "Lax")
    assert (token["samesite"], session["domain"], session["path"]) == ("Lax", "", "/")


def test_cookies_stay_on_https_where_it_is_served():
    import subprocess
    import sys

    code = "from config import settings as s; print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE)"
    for base, expected in (("https://help.example", "True True"), ("http://x", "False False")):
        env = {"CLEW_BASE_URL": base, "CLEW_SECRET_KEY": "k", "PATH": "", "CLEW_DATA_DIR": "/x"}
        run = [sys.executable, "-c", code]
        done = subprocess.run(run, env=env, capture_output=True, text=True, check=True)
        assert done.stdout.strip() == expected


def test_signing_in_and_out_makes_other_sessions(owner):
    client = Client()
    client.get("/sign-in/", {"next": "/inbox"})
    planted = client.session  # one that somebody else knows
    planted["environment"] = "production"
    planted.save()
    client.cookies["clew_session"] = planted.session_key
    keys, tokens = [planted.session_key], [client.cookies["csrftoken"].value]
    for _ in range(2):
        client.post("/sign-in/", {"login": owner.email, "password": STRONG})
        keys.append(client.session.session_key)
        tokens.append(client.cookies["csrftoken"].value)
        assert client.get("/settings/profile").status_code == 200
        client.get("/sign-in/logout/")
        assert client.get("/settings/profile").status_code == 200, "a link signs nobody out"
        client.post("/sign-in/logout/")
        assert client.get("/settings/profile").status_code == 302
    assert all(one != other for one, other in pairwise(keys))
    assert all(one != other for one, other in pairwise(tokens))
    for key in keys:  # none of them opens anything any more
        stolen = Client()
        stolen.cookies["clew_session"] = key
        assert stolen.get("/settings/profile").status_code == 302


def test_a_planted_session_does_not_become_that_of_who_uses_a_link():
    from clew.people.staff_actions import invite_owner

    client = Client()
    secret = invite_owner()
    page = client.get(f"/welcome/{secret}")
    assert "no-store" in page["Cache-Control"]
    assert page["Referrer-Policy"] in {"same-origin", "no-referrer"}
    planted = client.session
    planted.save()
    client.cookies["clew_session"] = planted.session_key
    form = {"company": "Kiln", "name": "Maya Lindholm", "email": "maya@clew.example",
            "password": STRONG}  # fmt: skip
    assert client.post(f"/welcome/{secret}", form).status_code == 302
    assert client.session.session_key != planted.session_key
    assert Client().get(f"/welcome/{secret}").status_code == 410


def test_what_the_widget_answers_other_sites_rests_on_no_cookie(db):
    for path in ("/widget/api/config", "/widget/api/session", "/widget/api/tickets"):
        response = Client().options(path, headers={"Origin": f"https://{EVIL}"})
        assert response["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in response.headers
    for path in ("/inbox", "/live", "/api/v1/tickets", "/sign-in/"):
        response = Client().options(path, headers={"Origin": f"https://{EVIL}"})
        assert "Access-Control-Allow-Origin" not in response.headers, path


def test_who_left_has_no_session_anywhere(owner):
    agent = cast.staff("Hana Fitzroy", password=STRONG)
    desk, phone = signed_in(agent), signed_in(agent)
    staff_actions.deactivate(staff=agent, by=SYSTEM)
    assert desk.get("/inbox/open").status_code == phone.get("/inbox/open").status_code == 302
