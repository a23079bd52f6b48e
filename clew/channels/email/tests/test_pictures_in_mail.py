"""A picture inside a reply is shown in its place, and the text says where it was."""

import pytest
from django.core.files.base import ContentFile

from clew.core.actors import SYSTEM, Actor
from clew.core.options import set_options
from clew.tickets import deliveries
from clew.tickets.actions import reply, store_upload
from tests import cast

pytestmark = pytest.mark.django_db

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 32


def test_the_mail_reads_sensibly_and_brings_the_picture(mailbox):
    maya = cast.staff()
    file = store_upload(file=ContentFile(PNG, name="shot.png"), by=Actor.staff(maya))
    body = f"Press here:\n\n![shot.png](attachment:{file.secret})"
    message = reply(ticket=cast.ticket(), staff=maya, body=body, attachments=[file])
    assert "<img" in message.body_html
    deliveries.send_due()
    [mail] = mailbox.mails
    text = mail.get_body(["plain"]).get_content()
    html = mail.get_body(["html"]).get_content()
    assert text.splitlines()[:3] == ["Press here:", "", "[shot.png, attached]"]
    [picture] = [part for part in mail.walk() if part.get_content_type() == "image/png"]
    assert picture.get_content() == PNG
    assert picture["Content-Disposition"].params["filename"] == "shot.png"
    assert f'src="cid:{picture["Content-ID"].strip("<>")}"' in html
    assert file.secret not in text + html
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
    ]


def test_a_picture_too_large_to_travel_is_named_and_linked(mailbox):
    set_options(values={"email.files_by_link_above": "0"}, by=SYSTEM)
    maya = cast.staff()
    file = store_upload(file=ContentFile(PNG, name="shot.png"), by=Actor.staff(maya))
    body = f"![shot.png](attachment:{file.secret})"
    reply(ticket=cast.ticket(), staff=maya, body=body, attachments=[file])
    deliveries.send_due()
    html = mailbox.mails[0].get_body(["html"]).get_content()
    assert "<img" not in html
    assert "[shot.png, attached]" in html
    assert "/m/files/" in html
    assert file.secret not in html
