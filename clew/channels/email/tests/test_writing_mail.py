"""How a mail is put together, without a server: values in, values out."""

from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from django.core.exceptions import ValidationError

from clew.channels.email import references
from clew.channels.email.options import ACCENT
from clew.channels.email.outgoing import colours
from clew.channels.email.outgoing.dressing import dressed
from clew.channels.email.outgoing.headers import WIRE
from clew.channels.email.outgoing.plain import as_text
from clew.tickets.models import Ticket
from clew.tickets.rendering import html_of


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("See [the guide](https://heron.example/a?b=c).", "See the guide (https://heron.example/a?b=c)."),
        ("[https://heron.example](https://heron.example)", "https://heron.example"),
        ("<https://heron.example/x>", "https://heron.example/x"),
        ("[Write us](mailto:help@heron.example)", "Write us (help@heron.example)"),
        ("`[a](b)` stays", "`[a](b)` stays"),
        ("```\n[a](b) " + "x " * 50 + "\n```", "```\n[a](b) " + "x " * 50 + "\n```"),
        ("| a | " + "b " * 50 + "|", "| a | " + "b " * 50 + "|"),
        ("> " + "word " * 20, "> " + ("word " * 15).strip() + "\n> " + ("word " * 5).strip()),
        ("- " + "word " * 20, "- " + ("word " * 15).strip() + "\n  " + ("word " * 5).strip()),
        ("![shot](attachment:abcdefghijkl)", "[shot, attached]"),
        ("https://heron.example/" + "x" * 90, "https://heron.example/" + "x" * 90),
    ],
)  # fmt: skip
def test_markdown_as_plain_text(markdown, text):
    assert as_text(markdown) == text


def test_each_element_brings_its_looks():
    html = dressed(
        html_of("# T\n\n| a |\n|-|\n| 1 |\n\n```py\nx = 1\n```\n\n`y` [l](https://a.example)"),
        link="#123456",
    )
    assert '<div class="scrolls"' in html
    assert html.count("<table") == html.count("</table></div>") == 1
    assert '<a href="https://a.example" style="color:#123456' in html
    block, inline = html.split("<code")[1:]
    assert "background" not in block.split(">")[0]
    assert "background-color" in inline.split(">")[0]
    assert "class=" not in html.replace('class="scrolls"', "")


def test_what_looks_like_an_element_inside_an_attribute_is_left_alone():
    html = dressed('<a href="#" title="<p onclick=x>">y</a><p>z</p>', link="#123456")
    assert html.startswith('<a href="#" title="<p onclick=x>" style="color:#123456')
    assert html.count("margin:0 0 14px") == 1


@pytest.mark.parametrize("colour", ["#ffee00", "#000000", "#ffffff", "#0b5f68", "#808080"])
@pytest.mark.parametrize("paper", ["#fdfdfd", "#16191c"])
def test_any_colour_of_links_can_be_read(colour, paper):
    found = colours.readable(colour, paper)
    assert colours._contrast(colours._rgb(found), colours._rgb(paper)) >= 4.5


def test_the_colour_of_the_brand_is_a_colour():
    assert ACCENT.checked(" #FFaa00 ") == "#ffaa00"
    assert ACCENT.checked("") == ACCENT.default
    for wrong in ("red", "#fff", "#12345g", "#123456;}</style>"):
        with pytest.raises(ValidationError):
            ACCENT.checked(wrong)


def test_references_keep_the_first_and_as_many_of_the_newest_as_there_is_room_for():
    ids = [f"<{number}@a.example>" for number in range(20)]
    assert references.trimmed(ids) == [ids[0], *ids[-9:]]
    assert references.trimmed(ids[:3]) == ids[:3]
    assert references.trimmed([]) == []
    long = [f"<{number}{'x' * 200}@a.example>" for number in range(10)]
    kept = references.trimmed(long)
    assert kept == [long[0], *long[-3:]]
    assert len(" ".join(kept)) <= references.MOST_CHARACTERS


def test_outlook_gets_the_same_index_in_each_mail_of_a_ticket():
    ticket = Ticket(number=42, created_at=datetime(2026, 3, 1, tzinfo=UTC))
    other = Ticket(number=43, created_at=ticket.created_at)
    assert references.thread_index(ticket) == references.thread_index(ticket)
    assert references.thread_index(ticket) != references.thread_index(other)
    assert references.thread_index(ticket).startswith("Ad")  # 01 dx, the years around ours
    assert len(references.thread_index(ticket)) == 32  # 22 bytes in base64


def test_long_ids_are_never_encoded_and_each_has_a_line():
    ids = [f"<{number}.{'A1' * 60}@mail.outlook.example>" for number in range(4)]
    mail = EmailMessage(policy=WIRE)
    mail["Message-ID"] = ids[0]
    mail["In-Reply-To"] = ids[1]
    mail["References"] = " ".join(ids[1:])
    mail["List-Unsubscribe"] = f"<https://a.example/{'x' * 200}>, <mailto:help+u1@a.example>"
    raw = mail.as_bytes().decode("ascii")
    assert "=?" not in raw
    assert f"References: {ids[1]}\r\n {ids[2]}\r\n {ids[3]}\r\n" in raw
    assert f"Message-ID: {ids[0]}\r\n" in raw
    assert "x>,\r\n <mailto:" in raw
