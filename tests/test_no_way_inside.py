"""Every address that somebody can type, against those who want it to lead inside.

Nothing is sent: names are looked up in a list here, and a connection is written down and refused.
"""

import ast
import asyncio
import ipaddress
import re
import socket
import ssl
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import httpx
import pytest

from clew.channels.email.imap import connection
from clew.channels.email.imap.connection import Access
from clew.channels.email.mailboxes.trial import _tried
from clew.core.outgoing import allowed_address
from clew.integrations.webhooks import posting
from clew.integrations.webhooks.models import Endpoint, WebhookDelivery
from clew.tickets.page_titles import title_at
from config import settings as installed

ROOT = Path(__file__).resolve().parent.parent
PUBLIC = "93.184.215.14"
NAMES = {
    "shop.example": [PUBLIC],
    "xn--fa-hia.example": [PUBLIC],
    "metadata.example": ["169.254.169.254"],
    "metadata.example.": ["169.254.169.254"],
    "localhost": ["127.0.0.1", "::1"],
    "localhost.": ["127.0.0.1"],
    "both.example": [PUBLIC, "10.0.0.7"],
    "six.example": [PUBLIC, "fe80::1%lo"],
    "fass.example": ["127.0.0.1"],  # what IDNA of 2003 makes of faß.example
}
# Loopback, private, shared, link-local, reserved, multicast, and what stands for one of them.
INSIDE = [
    "127.0.0.1", "127.1", "127.0.0.1.", "2130706433", "0x7f000001", "0x7f.1", "017700000001",
    "0", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1",
    "169.254.169.254", "2852039166", "0xA9FEA9FE", "192.0.0.8", "192.0.2.1", "192.88.99.1",
    "198.18.0.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
    "[::]", "[::1]", "[::127.0.0.1]", "[::ffff:127.0.0.1]", "[::ffff:a9fe:a9fe]",
    "[::ffff:0:10.0.0.1]", "[64:ff9b::127.0.0.1]", "[64:ff9b::a9fe:a9fe]", "[64:ff9b:1::a00:1]",
    "[2002:7f00:1::1]", "[2002:a9fe:a9fe::]", "[2001::1]", "[2001:db8::1]", "[2001:20::1]",
    "[3fff::1]", "[5f00::1]", "[fc00::1]", "[fd00::1]", "[fe80::1]", "[fec0::1]", "[ff02::1]",
    "[100::1]", "localhost", "localhost.", "LOCALHOST", "metadata.example", "metadata.example.",
    "both.example", "six.example", "127。0。0。1",
]  # fmt: skip
TRICKS = [
    "http://shop.example@127.0.0.1/", "http://shop.example:80@127.0.0.1/",
    "http://shop.example\\@127.0.0.1/", "http://127.0.0.1#@shop.example/",
    "http://127.0.0.1\\.shop.example/", "http://127.0.0.1?@shop.example/",
    "http://shop.example%2f@127.0.0.1/", "http://\uff11\uff12\uff17.0.0.1/", "http://①②⑦.0.0.1/",
    "http://127.0.0.1%00.shop.example/", "http://127.0.0.1%2eshop.example/",
    "http://[fe80::1%25lo]/", "http://[::1", "http://xn--/", f"http://{'a' * 70}.example/",
    "http://127.0.0.1:99999/", "http://127.0.0.1:0x50/", "http:127.0.0.1/", "http:///127.0.0.1/",
    "//127.0.0.1/", "file:///etc/passwd", "gopher://127.0.0.1:70/_x", "ftp://127.0.0.1/",
    "dict://127.0.0.1:11211/stat", "data:text/html,<title>x", "unix:///run/x.sock", "jar:http://a!/",
    "HTTP://LOCALHOST/", "http://127.0.0.1\r\nHost: shop.example/", "http://\t127.0.0.1/",
]  # fmt: skip


class Network:
    """Looks names up in NAMES, and lets no connection happen."""

    def __init__(self, monkeypatch):
        self.asked, self.connected, self.let_through = [], [], set()
        self._look_up, self._connect = socket.getaddrinfo, socket.socket.connect
        self.answers = {name: list(found) for name, found in NAMES.items()}
        monkeypatch.setattr(socket, "getaddrinfo", self.look_up)
        monkeypatch.setattr(socket.socket, "connect", self.connect(), raising=False)

    def look_up(self, host, port, *args, **kwargs):
        name = host.decode() if isinstance(host, bytes) else host
        if is_number(name):  # inet_aton's spellings too: the system reads them without asking
            return self._look_up(name, port, type=socket.SOCK_STREAM)
        self.asked.append(name)
        found = self.answers.get(name.lower())
        if found is None:
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        return [entry(each, port) for each in found]

    def connect(self):
        def connect(line, address):
            if address in self.let_through:
                return self._connect(line, address)
            self.connected.append(address[:2])
            raise ConnectionRefusedError("written down, not made")

        return connect


def entry(address, port):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return (family, socket.SOCK_STREAM, 6, "", (address, port))


def is_number(name):
    try:
        socket.inet_aton(name)
    except (OSError, UnicodeEncodeError):
        return ":" in name
    return True


@pytest.fixture
def network(monkeypatch, settings):
    settings.CLEW_LINK_TITLES_FROM = settings.CLEW_WEBHOOKS_TO = settings.CLEW_MAILBOXES_AT = []
    context = ssl.create_default_context()  # takes longer than all the rest
    monkeypatch.setattr(ssl, "create_default_context", lambda **_: context)
    return Network(monkeypatch)


def webhook_to(url):
    endpoint = Endpoint(url=url, secret="whsec_" + "A" * 44)
    return asyncio.run(posting._post(WebhookDelivery(endpoint=endpoint, payload={})))


@pytest.mark.parametrize("ask", [title_at, webhook_to])
def test_no_spelling_of_an_inner_address_is_connected_to(ask, network):
    for url in [*(f"http://{host}:8080/x" for host in INSIDE), *TRICKS]:
        with pytest.raises((OSError, ValueError, httpx.InvalidURL)) as refused:
            ask(url)
        assert not isinstance(refused.value, TimeoutError), url
        assert network.connected == [], url


def mailbox_at(host, security):
    return _tried(Access(host.strip("[]"), 993, security, "maya", "secret"))


@pytest.mark.parametrize("security", ["tls", "starttls", "plain"])
def test_no_mailbox_is_inside_unless_that_is_listed(security, network, settings):
    for host in INSIDE:
        assert not mailbox_at(host, security).works
        assert network.connected == [], host
    assert "CLEW_MAILBOXES_AT" in mailbox_at("localhost", security).said
    settings.CLEW_MAILBOXES_AT = ["10.0.0.0/8"]
    assert "Nothing answers" in mailbox_at("10.1.2.3", security).said
    assert network.connected == [("10.1.2.3", 993)]


def test_mail_servers_of_the_company_are_let_in_but_not_where_clouds_keep_keys(network, settings):
    settings.CLEW_MAILBOXES_AT = installed.CLEW_MAILBOXES_AT
    for host in ("127.0.0.1", "10.0.0.1", "192.168.1.1", "::1", "fd00::1"):
        mailbox_at(host, "plain")
        assert network.connected.pop()[0] == host
    refused = ("169.254.169.254", "fe80::1", "0.0.0.0", "::", "224.0.0.1", "255.255.255.255")
    for host in (*refused, "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "metadata.example"):
        mailbox_at(host, "plain")
        assert network.connected == [], host


def mailbox_of(url):
    connection.signed_in(Access(httpx.URL(url).host, 993, "tls", "maya", "secret"))


@pytest.mark.parametrize("ask", [title_at, webhook_to, mailbox_of])
def test_a_name_is_looked_up_once_and_connected_to_as_checked(ask, network):
    """A name that means something else the next time gets no next time."""
    network.answers["turning.example"] = Turning()
    with pytest.raises((OSError, httpx.ConnectError)):
        ask("https://turning.example/x")
    assert network.asked == ["turning.example"]
    assert {address[0] for address in network.connected} == {PUBLIC}


class Turning(list):
    times = 0

    def __iter__(self):
        self.times += 1
        return iter([PUBLIC] if self.times == 1 else ["127.0.0.1"])


@pytest.mark.parametrize("ask", [title_at, webhook_to])
def test_no_proxy_of_the_environment_is_asked(ask, network, monkeypatch):
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:3128")
    for url in ("http://shop.example/", "https://shop.example/"):
        with pytest.raises(httpx.ConnectError):
            ask(url)
    assert network.connected == [(PUBLIC, 80), (PUBLIC, 443)]


def test_the_name_that_is_looked_up_is_the_name_that_is_asked(network, monkeypatch):
    """Two generations of IDNA read ß differently."""
    seen = []
    monkeypatch.setattr(httpx.AsyncClient, "send", lambda _, request, **__: seen.append(request))
    with pytest.raises(TypeError):
        title_at("https://faß.example/x")
    assert network.asked == ["xn--fa-hia.example"]
    assert seen[0].headers["Host"] == "xn--fa-hia.example"
    assert seen[0].extensions["sni_hostname"] == "xn--fa-hia.example"
    assert seen[0].url.host == PUBLIC


class Redirecting(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(302)
        self.send_header("Location", self.path.removeprefix("/to/"))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


def test_no_redirect_leads_inside(network, settings):
    server = HTTPServer(("127.0.0.1", 0), Redirecting)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    network.let_through = {("127.0.0.1", server.server_port)}
    network.answers["tracker.example"] = ["127.0.0.1"]
    settings.CLEW_LINK_TITLES_FROM = ["tracker.example"]  # the name alone
    try:
        for host in INSIDE[::3]:
            if host.isascii():  # as a header
                start = f"http://tracker.example:{server.server_port}"
                with pytest.raises((OSError, httpx.HTTPError, ValueError)):
                    title_at(f"{start}/to/http://{host}:81/")
                assert network.connected == [], host
    finally:
        server.shutdown()
        server.server_close()


def test_only_addresses_of_the_internet_are_let_through():
    """By themselves, whatever Python calls global."""
    import random

    chance = random.Random(7)
    for _ in range(3000):
        address = ipaddress.IPv4Address(chance.getrandbits(32))
        mapped = f"64:ff9b::{address}"
        if address.is_private or address.is_multicast or address.is_reserved:
            for each in (str(address), mapped):
                with pytest.raises(OSError):
                    allowed_address(each, 80)


# What opens a connection, and who may. Nobody else does, or says here why it is safe.
OPENERS = {
    "httpx.AsyncClient", "httpx.Client", "httpx.get", "httpx.post", "httpx.put", "httpx.request",
    "httpx.stream", "httpx.delete", "httpx.patch", "httpx.head", "urllib.request.urlopen",
    "urlopen", "requests.get", "requests.post", "requests.Session", "http.client.HTTPConnection",
    "http.client.HTTPSConnection", "socket.socket", "socket.create_connection",
    "asyncio.open_connection", "asyncio.open_unix_connection", "smtplib.SMTP", "smtplib.SMTP_SSL",
    "smtplib.LMTP", "imaplib.IMAP4", "imaplib.IMAP4_SSL", "poplib.POP3", "ftplib.FTP",
    "IMAPClient", "aiohttp.ClientSession", "dns.resolver.Resolver", "dns.query.udp",
    "clickhouse_connect.get_client", "clickhouse_connect.get_async_client",
}  # fmt: skip
MAY = {
    ("clew/core/outgoing.py", "httpx.AsyncClient"): "the guarded client itself",
    ("clew/core/outgoing.py", "socket.create_connection"): "to the address that was checked",
    ("clew/channels/email/transport.py", "smtplib.SMTP"): "EMAIL_URL, by whoever runs Clew",
    ("clew/channels/email/transport.py", "smtplib.SMTP_SSL"): "likewise",
    ("clew/channels/email/imap/connection.py", "IMAPClient"): "by the guard's own connection",
    ("clew/channels/email/trust/resolving.py", "dns.resolver.Resolver"): "the system's resolver",
    ("clew/cli/commands.py", "httpx.post"): "the server on this machine, from its own file",
    ("clew/backup/steps.py", "httpx.post"): "likewise",
    ("clew/cli/checks/reaching.py", "httpx.get"): "likewise",
    ("clew/cli/checks/reaching.py", "httpx.post"): "CLICKHOUSE_URL, by whoever runs Clew",
    ("clew/cli/checks/ground.py", "socket.socket"): "binds, and connects to nobody",
    ("clew/demo/load.py", "httpx.Client"): "the server on this machine, which loads its demo",
}
NEW_WAYS = {"requests", "aiohttp", "urllib3", "http.client", "urllib.request", "ftplib", "poplib",
            "telnetlib", "nntplib", "websockets", "paramiko", "pycurl"}  # fmt: skip


NETWORKS = re.compile("|".join(r"\b" + each.split(".")[0] for each in OPENERS | NEW_WAYS))


def test_nobody_opens_a_connection_past_the_guard():
    found = set()
    for path in [*ROOT.glob("clew/**/*.py"), *ROOT.glob("config/*.py")]:
        if "tests" in path.parts:
            continue
        text, where = path.read_text(), path.relative_to(ROOT).as_posix()
        if not NETWORKS.search(text):
            continue
        tree = ast.parse(text)
        imported = {each for node in ast.walk(tree) for each in modules_of(node)}
        assert not imported & NEW_WAYS, f"{where}: use clew.core.outgoing"
        found |= {(where, each) for each in bases_in(tree) & OPENERS}
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        for call in calls:
            if (opener := ast.unparse(call.func)) in OPENERS:
                found.add((where, opener))
                given = {each.arg: ast.unparse(each.value) for each in call.keywords}
                env = given.get("trust_env") == "False" or not opener.startswith("httpx.")
                assert env, f"{where}: {opener} would ask a proxy of the environment"
    assert found <= set(MAY) | own_engines(found), "Ask clew.core.outgoing, or say here why not."
    assert set(MAY) <= found, "MAY lists what nobody does any more."


def bases_in(tree):
    """What classes are made of: one of an opener opens."""
    classes = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    return {ast.unparse(base) for each in classes for base in each.bases}


def own_engines(found):
    """The engines' connections go where DATABASE_URL and CLICKHOUSE_URL say."""
    return {each for each in found if each[0].startswith("clew/core/engines/")}


def modules_of(node):
    if isinstance(node, ast.Import):
        return [each.name for each in node.names]
    if isinstance(node, ast.ImportFrom) and node.module:
        return [node.module, *(f"{node.module}.{each.name}" for each in node.names)]
    return []


def test_tls_is_checked_by_name_wherever_we_connect():
    for path in ROOT.glob("clew/**/*.py"):
        if "tests" not in path.parts:
            text = path.read_text()
            for loose in (
                "verify=False",
                "CERT_NONE",
                "check_hostname = False",
                "create_unverified",
            ):
                assert loose not in text, path
    assert ssl.create_default_context().check_hostname
