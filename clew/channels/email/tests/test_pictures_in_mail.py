"""A picture inside a reply goes by mail as a file, and the text says where it was."""

import pytest
from django.core.files.base import ContentFile

from clew.core.actors import Actor
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
    assert "[shot.png, attached]" in html
    assert "<img" not in html
    assert file.secret not in text + html
    [picture] = mail.iter_attachments()
    assert picture.get_content() == PNG
