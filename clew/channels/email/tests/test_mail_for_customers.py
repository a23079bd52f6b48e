"""What customers open from a mail, without signing in."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core.files.base import ContentFile

from clew.channels.email.channel import EmailChannel
from clew.channels.email.outgoing import unsubscribing
from clew.channels.email.views import public
from clew.core import clock
from clew.core.actors import SYSTEM, Actor
from clew.core.options import set_options
from clew.tickets import deliveries
from clew.tickets.actions import follow, reply, store_upload, unfollow
from clew.tickets.queries import followers_of
from tests import cast

pytestmark = pytest.mark.django_db
BOSS = "boss@heron.example"


@pytest.fixture(autouse=True)
def _patience():
    public.ASKING.forget()


@pytest.fixture
def followed():
    ticket = cast.ticket()
    follow(ticket=ticket, by=SYSTEM, email=BOSS)
    return ticket


def page_of(ticket, address=BOSS):
    return urlsplit(unsubscribing.link(ticket, address)).path


def told(ticket):
    message = reply(ticket=ticket, staff=cast.staff(), body="News")
    return [row.address for row in message.deliveries.order_by("pk")]


def test_large_files_stay_behind_and_are_linked(client, mailbox, monkeypatch):
    set_options(values={"email.files_by_link_above": "1"}, by=SYSTEM)
    by = Actor.staff(cast.staff())
    small = store_upload(file=ContentFile(b"small", name="small.txt"), by=by)
    large = store_upload(file=ContentFile(b"<script>" * 150_000, name="big & old.html"), by=by)
    message = reply(
        ticket=cast.ticket(), staff=cast.staff(), body="Both", attachments=[large, small]
    )
    deliveries.send_due()
    [mail] = mailbox.mails
    assert [part.get_filename() for part in mail.iter_attachments()] == ["small.txt"]
    text = mail.get_body(["plain"]).get_content()
    assert "big & old.html (1.1\xa0MB): http" in text
    assert "big &amp; old.html" in mail.get_body(["html"]).get_content()
    path = urlsplit(next(word for word in text.split() if "/m/files/" in word)).path
    answer = client.get(path)
    assert b"".join(answer) == b"<script>" * 150_000
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    token = path.split("/")[3]
    other = path.replace(token, token.replace(f"{large.pk}-", f"{small.pk}-", 1))
    assert client.get(other).status_code == 404
    message.deleted_at = clock.now()
    message.save()
    assert client.get(path).status_code == 404
    message.deleted_at = None
    message.save()
    assert client.get(path).status_code == 200
    later = clock.now() + timedelta(days=91)
    monkeypatch.setattr(clock, "now", lambda: later)
    ended = client.get(path)
    assert ended.status_code == 410
    assert b"This link has ended" in ended.content


def test_asking_too_often_is_slowed_down(client, followed, monkeypatch):
    monkeypatch.setattr(public.ASKING, "_clock", lambda: 0.0)  # nothing refills meanwhile
    answers = [client.get(page_of(followed)) for _ in range(121)]
    assert {answer.status_code for answer in answers[:120]} == {200}
    assert answers[120].status_code == 429
    assert int(answers[120]["Retry-After"]) >= 1


def test_looking_changes_nothing_and_one_click_does(client, followed):
    page = client.get(page_of(followed))
    assert f"#{followed.number}" in page.content.decode()
    assert BOSS in told(followed)
    click = {"List-Unsubscribe": "One-Click"}
    strict = type(client)(enforce_csrf_checks=True)
    assert strict.post(page_of(followed), click).status_code == 200
    assert told(followed) == ["ada@heron.example"]
    assert not followers_of(followed)
    follow(ticket=followed, by=SYSTEM, email=BOSS)
    assert told(followed) == ["ada@heron.example"], "adding them again does not override them"


def test_it_can_be_undone_on_the_page_once(client, followed):
    done = client.post(page_of(followed))
    back = done.context["back"]
    assert client.post("/m/subscription", {"back": back}).status_code == 200
    assert BOSS in told(followed)
    unfollow(ticket=followed, by=SYSTEM, email=BOSS)
    client.post(page_of(followed))
    assert client.post("/m/subscription", {"back": back}).status_code == 410
    assert client.post("/m/subscription", {"back": "made up"}).status_code == 410
    assert told(followed) == ["ada@heron.example"]


def test_who_was_taken_off_before_does_not_come_back_by_it(client, followed):
    unfollow(ticket=followed, by=SYSTEM, email=BOSS)
    back = client.post(page_of(followed)).context["back"]
    client.post("/m/subscription", {"back": back})
    assert told(followed) == ["ada@heron.example"]


def test_answers_of_people_reach_who_asked_all_the_same(followed):
    unsubscribing.unsubscribe("ADA@heron.example", followed)
    assert told(followed) == ["ada@heron.example", BOSS]
    message = followed.messages.last()
    message.author_kind = "system"
    assert EmailChannel().addresses(followed, message) == []


def test_only_our_own_links_work_and_closed_tickets_too(client, followed):
    assert client.get(page_of(followed)[:-3] + "abc").status_code == 404
    followed.status = "closed"
    followed.save()
    assert client.post(page_of(followed)).status_code == 200
    assert unsubscribing.is_unsubscribed(followed, BOSS)


def test_a_mail_to_the_address_in_the_header_means_who_got_it(followed):
    told(followed)
    to = unsubscribing.mailbox(followed, BOSS, None)
    assert unsubscribing.meant_by(["x@heron.example", to.upper()]) == (followed, BOSS)
    assert unsubscribing.meant_by([to.replace(f"+u{followed.number}", "+u1")]) is None
    wrong = unsubscribing.mailbox(followed, "eve@heron.example", None)
    assert unsubscribing.meant_by([wrong]) is None
