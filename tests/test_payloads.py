"""Words that would be scripts, through everything that makes HTML of words."""

from email.message import EmailMessage

import pytest
from django.template import Context, Template
from lxml import html

from clew.channels.email.display import shown
from clew.channels.email.parsing.mail import parse
from clew.channels.email.parsing.safe_html import cleaned, safe_html, with_remote_images
from clew.channels.email.parsing.words import html_of_text
from clew.channels.email.reading.whole import page_of
from clew.tickets.rendering import html_of
from tests.intruders import intruders
from tests.payloads import AWAY, IMAGE, MARKDOWN, PAYLOADS, SCRIPT

NESTED = ["{}", "<p>{}</p>", "<div title='{}'>x</div>", "<table><td>{}</td></table>",
          "<blockquote>{}</blockquote>", "<b>{}", '<a href="{}">', "<pre>{}</pre>"]  # fmt: skip


def test_there_are_enough_of_them():
    assert len(PAYLOADS) >= 200


@pytest.mark.parametrize("payload", [IMAGE, SCRIPT, "<p onclick=x>", "<a href='javascript:x'>"])
def test_an_intruder_would_be_found(payload):
    assert intruders(f"<p>{payload}</p>")


def test_none_passes_the_html_of_a_mail():
    for payload in PAYLOADS:
        for around in NESTED:
            source = around.replace("{}", payload)
            for made in (safe_html(source).html, cleaned(source)):
                assert not intruders(made), source


def test_asked_for_pictures_are_all_that_comes_from_elsewhere():
    for payload in PAYLOADS:
        made = with_remote_images(payload).html
        without = made.replace(f'src="{AWAY}.png"', "")
        assert not intruders(without), payload


def test_none_passes_a_whole_mail():
    for place in range(0, len(PAYLOADS), 20):
        several = PAYLOADS[place : place + 20]
        mail = parse(whole_mail(several))
        assert not intruders(shown(mail, {})[1])
        assert not intruders(page_of(mail))


def whole_mail(payloads):
    mail = EmailMessage()
    mail["From"] = "Ada <ada@heron.example>"
    mail["Subject"] = "x"
    mail.set_content("\n".join(payloads))
    mail.add_alternative("\n".join(f"<div>{each}</div>" for each in payloads), subtype="html")
    return mail.as_bytes()


def test_none_passes_as_text():
    for payload in PAYLOADS:
        assert not intruders(html_of_text(payload)), payload
        for made in (html_of(payload), html_of(f"> {payload}\n\n- {payload}")):
            assert not intruders(made), payload
            assert "<img" not in made


def test_links_of_markdown_lead_to_the_web_or_mail_and_say_that_they_are_a_strangers():
    for payload in MARKDOWN:
        for link in html.fragment_fromstring(html_of(payload), create_parent="div").iter("a"):
            href = link.get("href", "https://")  # without one it leads nowhere
            assert href.startswith(("http://", "https://", "mailto:")), payload
            assert {"noopener", "nofollow"} <= set(link.get("rel").split()), payload


def test_none_passes_a_template_and_none_is_one():
    page = Template("""<p title="{{ it }}" data-it='{{ it }}'>{{ it }}</p>
      <textarea>{{ it }}</textarea><title>{{ it }}</title>{{ it|json_script:"it" }}""")
    for payload in PAYLOADS:
        made = page.render(Context({"it": payload}))
        assert not intruders(made), payload
        assert made.count("<") == 8, payload
