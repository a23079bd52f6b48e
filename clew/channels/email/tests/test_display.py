"""What a mail's message says and shows."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from clew.channels.email.display import files_out_of_sight, shown
from clew.channels.email.parsing.parsed import Parsed
from clew.core import clock
from clew.tickets.models import Attachment
from clew.tickets.validation import MAX_BODY

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


@pytest.fixture
def stored(db):
    def store(name: str, content: bytes = PNG) -> Attachment:
        digest = f"{hash((name, content)) & (2**64 - 1):016x}" * 4
        file = Attachment.objects.create(
            filename=name,
            content_type="image/png",
            size=len(content),
            digest=digest,
            created_at=clock.now(),
        )
        default_storage.save(file.storage_name, ContentFile(content))
        return file

    return store


def test_pictures_of_the_mail_come_from_where_we_keep_them(stored):
    screenshot = stored("Screen shot.png")
    parsed = Parsed(
        reply_text="Look: [shot]",
        reply_html='<p>Look: <img src="cid:part1.9%40mail" alt="shot" width="300"></p>',
    )

    body, html = shown(parsed, {"part1.9@mail": screenshot})

    assert body == "Look: [shot]"
    source = f"/attachments/{screenshot.secret}/Screen%20shot.png"
    picture = f'<img src="{source}" alt="shot" width="300" class="mail-picture" loading="lazy">'
    assert html == f"<p>Look: {picture}</p>"


def test_what_only_says_that_it_is_a_picture_is_its_name(stored):
    page = stored("holiday.png", b"<html><script>")
    parsed = Parsed(reply_text="Look", reply_html='<p><img src="cid:a"><img src="cid:lost">x</p>')

    assert shown(parsed, {"a": page})[1] == "<p><em>[holiday.png]</em>x</p>"


def test_logos_of_a_folded_signature_are_not_listed(stored):
    shot, logo = stored("shot.png"), stored("image001.png")
    parsed = Parsed(
        reply_text="Look",
        reply_html='<p>Look <img src="cid:shot"></p>',
        html='<p>Look <img src="cid:shot"></p><p>-- <img src="cid:logo"></p>',
    )

    assert files_out_of_sight(parsed, {"shot": shot, "logo": logo}) == [logo.pk]


def test_a_text_is_shown_as_it_was_typed():
    body, html = shown(Parsed(reply_text="# no heading\n*x* <b>\n  at line 1"), {})

    assert body == "# no heading\n*x* <b>\n  at line 1"
    assert html == "<p># no heading<br>*x* &lt;b&gt;<br>\xa0\xa0at line 1</p>"


def test_an_empty_mail_says_so():
    assert shown(Parsed(reply_text=" \n "), {}) == ("(no text)", "<p><em>(no text)</em></p>")


def test_an_endless_mail_still_fits_a_message():
    body, html = shown(Parsed(reply_text="many words\n" * 40_000), {})

    assert len(body) <= MAX_BODY
    assert len(html) < 40_000
    assert "open the whole mail" in body
    assert "open the whole mail" in html


def test_bare_words_of_a_mail_stand_in_one_box():
    html = shown(Parsed(reply_text="Hi", reply_html="Hi <b>you</b><br>there"), {})[1]
    assert html == "<div>Hi <b>you</b><br>there</div>"
