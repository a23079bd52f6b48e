"""The whole mail behind a message: who may see it, and what its page may do."""

from email.message import EmailMessage

import pytest

from clew.channels.email.parsing.mail import parse
from clew.people.models import Team
from clew.tickets.actions import receive_message
from clew.tickets.arriving import Arriving
from clew.tickets.models import Ticket
from clew.tickets.originals import Original
from tests import cast

pytestmark = [pytest.mark.server, pytest.mark.django_db]
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
HTML = """<p>Look <img src="cid:shot" alt="shot"> <img src="cid:page" alt="page"></p>
<img src="http://img.heron.example/banner.png" width="300"><script>steal()</script>
<img src="https://track.heron.example/open" width="1" height="1">
<p onclick="steal()">On Sat, 21 Nov 2026 at 10:22, Support &lt;s@clew.example&gt; wrote:</p>
<blockquote>Earlier words</blockquote>"""


def raw_mail(text="Look", html=HTML):
    mail = EmailMessage()
    mail["From"] = "Ada Quist <ada@heron.example>"
    mail["Reply-To"] = "someone@else.example"
    mail["To"] = "support@clew.example"
    mail["Subject"] = "Export <b>stops</b>"
    mail["Date"] = "Sat, 21 Nov 2026 10:30:00 +0100"
    mail.set_content(text)
    if html:
        mail.add_alternative(html, subtype="html")
        part = mail.get_payload()[1]
        part.add_related(PNG, "image", "png", cid="<shot>", filename="shot.png")
        part.add_related(b"<script>1</script>", "image", "png", cid="<page>", filename="x.png")
    return mail.as_bytes()


@pytest.fixture
def received(db):
    def receive(raw: bytes):
        parsed = parse(raw)
        ticket = cast.ticket()
        marks = {"inbound": 1, "folded": parsed.folded, "verdict": "fail", "said": "No signature."}
        return receive_message(
            ticket=ticket,
            person=ticket.requester,
            body=parsed.reply_text or "(no text)",
            channel="email",
            original=Original.mail(raw),
            arriving=Arriving(html=parsed.reply_html, mail=marks),
        )

    return receive


def address_of(message) -> str:
    return f"/tickets/{message.ticket.number}/messages/{message.pk}/mail"


def test_its_headers_and_its_proof_are_in_words(client, received):
    client.force_login(cast.staff())

    said = client.get(address_of(received(raw_mail()))).content.decode()

    for words in (
        "Ada Quist &lt;ada@heron.example&gt;",
        "someone@else.example",
        "Sat, 21 Nov 2026 10:30:00 +0100",
        "Export &lt;b&gt;stops&lt;/b&gt;",
        "Not proven. No signature.",
        "2 remote pictures blocked",
        "Show original",
    ):
        assert words in said
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in said


def test_its_page_shows_all_of_it_and_loads_nothing(client, received):
    client.force_login(cast.staff())

    answer = client.get(f"{address_of(received(raw_mail()))}/page?theme=dark")
    page, policy = answer.content.decode(), answer["Content-Security-Policy"]

    assert "Earlier words" in page
    assert 'src="data:image/png;base64,' in page
    assert "<em>[x.png]</em>" in page  # it only says that it is a picture
    assert "steal" not in page
    assert "heron.example/" not in page
    assert 'data-theme="dark"' in page
    assert "default-src 'none'" in policy
    assert "img-src data:;" in policy
    assert "sandbox allow-popups" in policy
    assert "allow-scripts" not in policy
    assert "allow-same-origin" not in policy
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert answer["Referrer-Policy"] == "no-referrer"


def test_pictures_from_elsewhere_come_for_who_asks_over_https_and_no_trackers(client, received):
    client.force_login(cast.staff())
    address = address_of(received(raw_mail()))

    answer = client.get(f"{address}/page?pictures=1")

    assert 'src="https://img.heron.example/banner.png"' in answer.content.decode()
    assert "track.heron.example" not in answer.content.decode()
    assert "img-src data: https:;" in answer["Content-Security-Policy"]
    assert "banner.png" not in client.get(f"{address}/page").content.decode()


def test_a_text_keeps_its_lines(client, received):
    client.force_login(cast.staff())
    message = received(raw_mail("Log:\n\n  one  two\n\n-- \nAda", html=""))

    page = client.get(f"{address_of(message)}/page?theme=%22x").content.decode()

    assert "<p>Log:</p><p>\xa0\xa0one\xa0 two</p>" in page
    assert "data-theme" not in page


def test_strangers_and_other_messages_get_nothing(client, received):
    message = received(raw_mail())
    client.force_login(cast.staff())
    typed = message.ticket.messages.order_by("pk").first()
    assert client.get(address_of(typed)).status_code == 404
    assert client.get(f"{address_of(typed)}/page").status_code == 404

    legal = Team.objects.create(name="Legal", slug="legal", private=True)
    Ticket.objects.filter(pk=message.ticket_id).update(team=legal)
    assert client.get(address_of(message)).status_code == 404
    assert client.get(f"{address_of(message)}/page").status_code == 404

    client.logout()
    assert client.get(address_of(message)).status_code == 302
