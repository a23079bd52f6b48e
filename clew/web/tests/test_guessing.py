"""Guessing passwords, tokens and links is slowed, cannot be walked around, and locks nobody out."""

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from clew.core.callers import counted_as
from clew.people.models import Role
from clew.web.middleware import OPEN_PATHS
from clew.web.strangers import ASKING, COUNTED_THERE, GUESSING, limits_of
from tests import cast
from tests.programs import caller

pytestmark = pytest.mark.django_db
STRONG = "forty-two grey herons"
SLOW = "Too many attempts"


@pytest.fixture(autouse=True)
def _quick_hashes(settings):
    """A hundred passwords are typed here."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _no_time_passes(monkeypatch):
    """However slow the machine is."""
    for limiter in (ASKING, GUESSING):
        monkeypatch.setattr(limiter, "_clock", lambda: 0.0)


@pytest.fixture
def maya():
    return cast.staff(role=Role.OWNER, password=STRONG)


def sign_in(client, password=STRONG, login="maya@clew.example", **extra):
    return client.post("/sign-in/", {"login": login, "password": password}, **extra)


@pytest.mark.parametrize(
    "attempt",
    [
        lambda n: {"HTTP_HOST": f"host-{n}.example"},
        lambda n: {"REMOTE_ADDR": f"203.0.113.{n}"},
        lambda n: {"REMOTE_ADDR": f"203.0.113.{n}", "HTTP_X_FORWARDED_FOR": f"198.51.100.{n}"},
        lambda n: {
            "login": ["MAYA@clew.example", " maya@CLEW.example", "maya@clew.example "][n % 3]
        },
        lambda n: {"HTTP_COOKIE": f"clew_known=guess{n}"},
    ],
    ids=["Host", "address", "X-Forwarded-For", "case", "cookie"],
)
def test_five_wrong_passwords_for_one_account_are_the_limit(maya, attempt):
    for n in range(5):
        sign_in(Client(), "guess", **attempt(n))
    assert SLOW in sign_in(Client(), REMOTE_ADDR="203.0.113.99").content.decode()


def test_many_accounts_from_one_network_are_the_limit_too(maya):
    for n in range(10):
        sign_in(Client(), "x", f"somebody-{n}@clew.example", REMOTE_ADDR=f"2001:db8::{n}")
    answer = sign_in(Client(), login="else@clew.example", REMOTE_ADDR="2001:db8::ffff")
    assert SLOW in answer.content.decode()
    assert sign_in(Client(), REMOTE_ADDR="2001:db8:1::1").status_code == 302


def test_a_browser_that_signed_in_before_is_not_locked_out_by_strangers(maya):
    known = Client()
    assert sign_in(known).status_code == 302
    known.post("/sign-in/logout/")
    for n in range(7):
        sign_in(Client(), "guess", REMOTE_ADDR=f"203.0.113.{n}")
    assert SLOW in sign_in(Client(), REMOTE_ADDR="203.0.113.99").content.decode()
    assert sign_in(known).status_code == 302
    known.post("/sign-in/logout/")
    for _ in range(5):
        sign_in(known, "guess")
    assert SLOW in sign_in(known).content.decode()  # it may guess no more than others


def test_a_known_browser_is_known_for_its_account_only(maya):
    hana = cast.staff("Hana Fitzroy", password=STRONG)
    browser = Client()
    sign_in(browser, login=hana.email)
    browser.post("/sign-in/logout/")
    for n in range(5):
        sign_in(Client(), "guess", REMOTE_ADDR=f"203.0.113.{n}")
    assert SLOW in sign_in(browser, REMOTE_ADDR="203.0.113.99").content.decode()


def test_wrong_passwords_of_one_signed_in_do_not_keep_others_from_signing_in_anew(maya):
    other = cast.staff("Hana Fitzroy", password=STRONG)
    guessing, fine = Client(), Client()
    guessing.force_login(maya)
    fine.force_login(other)
    for _ in range(6):
        guessing.post("/sign-in/again/", {"password": "guess"})
    assert fine.post("/sign-in/again/", {"password": STRONG}).status_code == 302


def test_guessing_tokens_is_slowed_and_valid_ones_go_on_working():
    right, wrong = caller("agent"), caller("agent")
    wrong.headers = {"Authorization": "Bearer clewapi_guess"}
    statuses = [wrong.get("/tickets").status_code for _ in range(32)]
    assert statuses[:30] == [401] * 30
    assert statuses[-1] == 429
    answer = wrong.get("/tickets")
    assert int(answer["Retry-After"]) > 0
    assert answer["Content-Type"] == "application/problem+json"
    assert right.get("/tickets").status_code == 200


def test_guessing_one_time_links_is_slowed(client):
    statuses = [client.get(f"/welcome/guess-{n}").status_code for n in range(31)]
    assert (statuses[0], statuses[-1]) == (410, 429)


@pytest.mark.parametrize("path", ["/readyz", "/sign-in/", "/welcome/x", "/-/tick", "/metrics"])
def test_a_stranger_who_asks_without_end_is_slowed(client, path):
    for _ in range(600):
        ASKING.seconds_to_wait("127.0.0.1")
    answer = client.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (429, "application/problem+json")
    assert answer["Retry-After"]


def addresses(patterns, before=""):
    for each in patterns:
        address = before + str(each.pattern).removeprefix("^")
        if isinstance(each, URLResolver):
            yield from addresses(each.url_patterns, address)
        elif isinstance(each, URLPattern):
            yield f"/{address}"


def test_every_address_that_strangers_reach_has_a_limit():
    """Those of ``COUNTED_THERE`` count by themselves: widget/rate.py, api/v1/rates.py, …"""
    public = [
        each for each in addresses(get_resolver().url_patterns) if each.startswith(OPEN_PATHS)
    ]
    assert len(public) > 40
    without = [each for each in public if limits_of(each).asking is None]
    assert all(each.startswith(COUNTED_THERE) for each in without)
    assert {each for each in COUNTED_THERE if not any(o.startswith(each) for o in public)} == set()


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9%eth0", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("nonsense:", "nonsense:"),
    ],
)
def test_whom_an_address_counts_for(address, counted):
    assert counted_as(address) == counted
