"""One message is one, however often and by whichever way it comes; and two are two. Pure."""

from datetime import UTC, datetime

import pytest

from clew.channels.email.filing.identity import identity_of
from clew.channels.email.parsing.parsed import Address, File, Parsed

SENT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
LONG = "The export stops after the first page, and nothing says why. " * 5


def mail(**changes):
    given = {
        "message_id": "q1@post.heron.example",
        "from_": Address("Ada Quist", "ada@heron.example"),
        "to": [Address("", "help@clew.example")],
        "date": SENT,
        "subject": "Export stops",
        "text": LONG,
        "headers": [("Date", "Fri, 20 Nov 2026 10:30:00 +0100")],
    }
    return Parsed(**(given | changes))


SAME = {
    "other Received lines": {
        "headers": [
            ("Received", "from a by b; Fri, 20 Nov 2026 09:31:00 +0000"),
            ("Date", "Fri, 20 Nov 2026 10:30:00 +0100"),
        ]
    },
    "other line ends": {"text": LONG.replace(". ", ".\r\n")},
    "wrapped anew": {"text": LONG.replace(" ", "\n", 7)},
    "the date in another zone": {"headers": [("Date", "Fri, 20 Nov 2026 09:30:00 +0000")]},
    "a tag of a list": {"subject": "[support] Export stops"},
    "the name left out": {"from_": Address("", "Ada@Heron.example")},
    "another copy's recipients": {"to": [Address("", "sales@clew.example")]},
    "a footer below": {"text": LONG + "\n" + "_" * 47 + "\nsupport mailing list"},
}
OTHER = {
    "another text": {"text": "The invoice is wrong."},
    "another subject": {"subject": "Import stops"},
    "another day": {"headers": [("Date", "Sat, 21 Nov 2026 10:30:00 +0100")]},
    "another sender": {"from_": Address("Bo", "bo@heron.example")},
    "another id": {"message_id": "q2@post.heron.example"},
}


@pytest.mark.parametrize("changes", SAME.values(), ids=SAME)
def test_the_same_mail(changes):
    assert identity_of(mail(**changes)) == identity_of(mail())


@pytest.mark.parametrize("changes", OTHER.values(), ids=OTHER)
def test_another_mail_though_the_id_is_reused(changes):
    assert identity_of(mail(**changes)) != identity_of(mail())


def test_a_footer_below_few_words_changes_nothing():
    footer = "\n" + "_" * 40 + "\nlist mailing list\nhttps://lists.example"
    assert identity_of(mail(text="Thanks!")) == identity_of(mail(text="Thanks!" + footer))


def test_without_an_id_the_recipients_count():
    nameless = mail(message_id="")
    assert identity_of(nameless) == identity_of(mail(message_id=""))
    elsewhere = mail(message_id="", to=[Address("", "sales@clew.example")])
    assert identity_of(nameless) != identity_of(elsewhere)


def test_without_id_and_date_the_first_hop_tells_two_alarms_apart():
    def alarm(at):
        hops = [("Received", f"by us; {SENT}"), ("Received", f"from disk by relay; {at}")]
        return mail(message_id="", date=None, headers=hops, text="Disk full")

    assert identity_of(alarm("10:00")) != identity_of(alarm("10:05"))
    assert identity_of(alarm("10:00")) == identity_of(alarm("10:00"))


def test_of_mails_without_words_the_files_count():
    scans = [
        mail(text="", files=[File("scan.pdf", "application/pdf", each)]) for each in (b"1", b"2")
    ]
    assert identity_of(scans[0]) != identity_of(scans[1])


def test_odd_dates_and_letters_harm_nothing():
    for date in ("yesterday", "Fri, 99 Nov 2026 99:99:99 +9999", "\udce9", ""):
        odd = mail(headers=[("Date", date)], date=None, subject="\udcff", text="\ud800")
        assert len(identity_of(odd)) == 64
