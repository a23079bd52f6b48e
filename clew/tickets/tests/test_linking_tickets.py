import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from clew.core.actors import Actor
from clew.people.models import Team
from clew.tickets.links import (
    link_for,
    link_page,
    link_tickets,
    links_of,
    pages_of,
    unlink_page,
    unlink_tickets,
)
from clew.tickets.models import ExternalLink, TicketLink
from clew.tickets.page_titles import RefusedError, allowed_address, read_title, title_at
from clew.tickets.queries import conversation
from tests import cast

pytestmark = pytest.mark.django_db
HERE = ["127.0.0.0/8"]


@pytest.fixture
def maya():
    return cast.staff()


@pytest.fixture
def by(maya):
    return Actor.staff(maya)


def seen(reader, ticket):
    return [(each.word, each.ticket.number) for each in links_of(reader, ticket)]


def told(ticket):
    return [change.text for entry in conversation(ticket) for change in entry.changes]


def test_both_sides_read_what_the_other_is_to_them(by, maya):
    one, two = cast.ticket("One"), cast.ticket("Two")
    link = link_tickets(ticket=one, other=two, kind="duplicate", by=by)
    link_tickets(ticket=one, other=two, kind="follow_up", by=by)
    assert seen(maya, one) == [("Duplicate of", two.number), ("Follow-up of", two.number)]
    assert seen(maya, two) == [("Has the duplicate", one.number), ("Followed up by", one.number)]
    assert told(one)[0] == f"Maya Lindholm marked it as a duplicate of #{two.number}"
    assert told(two)[0] == f"Maya Lindholm marked #{one.number} as its duplicate"
    unlink_tickets(link=link, by=by)
    assert seen(maya, two) == [("Followed up by", one.number)]
    assert told(two)[-1] == f"Maya Lindholm removed the link to #{one.number}"


def test_a_link_is_stored_once_in_either_direction(by):
    one, two = cast.ticket("One"), cast.ticket("Two")
    assert link_tickets(ticket=one, other=two, kind="related", by=by)
    assert link_tickets(ticket=two, other=one, kind="related", by=by) is None
    assert TicketLink.objects.count() == 1


def test_what_cannot_be_linked_is_refused(by):
    one, two = cast.ticket("One"), cast.ticket("Two")
    with pytest.raises(ValidationError, match="itself"):
        link_tickets(ticket=one, other=one, kind="related", by=by)
    with pytest.raises(ValidationError):
        link_tickets(ticket=one, other=two, kind="enemy", by=by)
    with pytest.raises(PermissionDenied):
        link_tickets(ticket=one, other=two, kind="related", by=Actor.staff(cast.light_agent()))


def test_a_hidden_ticket_is_not_shown_through_a_link(by, maya):
    one, two = cast.ticket("One"), cast.ticket("Two")
    link = link_tickets(ticket=one, other=two, kind="related", by=by)
    two.team = Team.objects.create(name="Legal", slug="legal", private=True)
    two.save()
    assert seen(maya, one) == []
    with pytest.raises(TicketLink.DoesNotExist):
        link_for(maya, one.number, link.pk)


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://github.com/heron/shop/issues/12", "github_issue"),
        ("https://github.com/heron/shop/pull/12/files", "github_pr"),
        ("https://github.com/heron/shop", "other"),
        ("https://wiki.heron.example/pull/12", "other"),
    ],
)
def test_pages_are_known_by_their_address(url, kind, by):
    link = link_page(ticket=cast.ticket(), url=url, by=by)
    assert (link.kind, link.title, link.state) == (kind, url, "waiting")


def test_a_page_is_linked_once_and_unlinked(by):
    ticket, url = cast.ticket(), "https://wiki.heron.example/a"
    link = link_page(ticket=ticket, url=f" {url} ", by=by)
    assert link_page(ticket=ticket, url=url, by=by) is None
    unlink_page(link=link, by=by)
    assert pages_of(ticket) == []
    assert told(ticket) == [
        f"Maya Lindholm linked {url}",
        f"Maya Lindholm removed the link to {url}",
    ]


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "ftp://heron.example/a",
        "//heron.example",
        "https://",
        "http://[::1",
        "https://maya:secret@heron.example/",
        "https://heron.example/\x00",
        "https://heron.example/" + "a" * 2000,
    ],
)
def test_other_addresses_are_refused(url, by):
    with pytest.raises(ValidationError):
        link_page(ticket=cast.ticket(), url=url, by=by)
    assert not ExternalLink.objects.exists()


PAGES = {
    "/issue": "<html><head><title>\n Orders &amp; invoices   twice </title></head></html>",
    "/none": "<p>No title",
    "/large": "<p>" + "x" * (2 * 1024 * 1024) + "<title>Too late</title>",
}


class Tracker(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path.startswith("/to/"):
            self.send_response(302)
            self.send_header("Location", self.path.removeprefix("/to/"))
            self.send_header("Set-Cookie", "a=b")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self.server.asked.append(dict(self.headers))
        body = PAGES[self.path].encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def tracker():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Tracker)
    server.asked = []
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def at(server, path):
    return f"http://localhost:{server.server_port}{path}"


def test_the_title_of_a_page_is_read_from_networks_that_are_allowed(tracker, settings, by):
    settings.CLEW_LINK_TITLES_FROM = [*HERE, "::1/128"]
    link = link_page(ticket=cast.ticket(), url=at(tracker, "/issue"), by=by)
    read_title(link.pk)
    link.refresh_from_db()
    assert (link.title, link.state) == ("Orders & invoices twice", "known")
    assert tracker.asked[0]["Host"] == f"localhost:{tracker.server_port}"


def test_without_a_title_the_address_stays(tracker, settings, by):
    settings.CLEW_LINK_TITLES_FROM = [*HERE, "::1/128"]
    for path in ("/none", "/large"):
        link = link_page(ticket=cast.ticket(), url=at(tracker, path), by=by)
        read_title(link.pk)
        link.refresh_from_db()
        assert (link.title, link.state) == (link.url, "unknown")


def test_redirects_are_followed_without_cookies_and_checked_each(tracker, settings):
    settings.CLEW_LINK_TITLES_FROM = [*HERE, "::1/128"]
    assert title_at(at(tracker, "/to/" + at(tracker, "/issue"))) == "Orders & invoices twice"
    assert "Cookie" not in tracker.asked[-1]
    with pytest.raises(RefusedError):
        title_at(at(tracker, "/to/http://169.254.169.254/latest"))
    with pytest.raises(RefusedError):
        title_at(at(tracker, "/to/file:///etc/passwd"))
    with pytest.raises(RefusedError, match="again and again"):
        title_at(at(tracker, "/to/" + "/to/" * 9 + "x"))


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "10.1.2.3",
        "192.168.0.1",
        "169.254.169.254",
        "0.0.0.0",
        "::1",
        "::ffff:127.0.0.1",
        "fd00::1",
        "fe80::1",
        "224.0.0.1",
    ],
)
def test_private_addresses_are_not_asked(host, tracker):
    with pytest.raises(RefusedError):
        allowed_address(host, tracker.server_port)
    assert tracker.asked == []
