"""Every stored mail gets exactly one outcome, whatever happens while it is read and filed."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection
from procrastinate.contrib.django.models import ProcrastinateJob

from clew.channels.email.filing.filed import Filed
from clew.channels.email.intake import failing, processing, understanding
from clew.channels.email.intake.failing import MOST, WAITS
from clew.channels.email.intake.lane import lane
from clew.channels.email.intake.processing import process, process_due, process_now
from clew.channels.email.intake.queueing import PROCESSING
from clew.channels.email.intake.replaying import replay, replay_all
from clew.channels.email.intake.storing import BEGINNING, bytes_of, store
from clew.channels.email.machines.nature import Nature
from clew.channels.email.models import InboundMail, Mailbox
from clew.channels.email.parsing.isolated import ParsingError
from clew.channels.email.parsing.parsed import Address, Parsed
from clew.channels.email.trust.verdict import Verdict
from clew.channels.email.vocabulary import Outcome
from clew.core import clock
from clew.core.actors import Actor
from clew.core.models import FactRecord
from clew.people.models import Notification, Role
from clew.tickets.models import Ticket
from clew.tickets.originals import Original, keep_original
from tests import cast


@pytest.fixture
def filing(monkeypatch):
    """What filing does in these tests: a ticket for each, and what goes wrong as told."""
    told = Filing()
    monkeypatch.setattr(understanding, "parse_isolated", told.read)
    monkeypatch.setattr(failing, "parse_isolated", told.read)
    monkeypatch.setattr(understanding, "judge", lambda *_: Verdict())
    monkeypatch.setattr(understanding, "nature_of", lambda *_, **__: Nature())
    monkeypatch.setattr(understanding, "identity_of", lambda parsed: parsed.message_id[:64])
    monkeypatch.setattr(processing, "file_mail", told.file)
    return told


class Filing:
    def __init__(self):
        self.errors = []  # raised while reading
        self.faults = []  # raised after the ticket is there
        self.order = []

    def read(self, raw):
        return self.parse(raw)

    def parse(self, raw):
        if self.errors:
            raise self.errors.pop(0)
        word = raw.decode()
        return Parsed(message_id=word, subject=word, from_=Address("Ada", "ada@heron.example"))

    def file(self, mail, raw, parsed, *_, **__):
        ticket = cast.ticket(parsed.subject, raw.decode())
        message = ticket.messages.get()
        keep_original(message, Original.mail(raw))
        self.order.append(parsed.subject)
        if self.faults:
            raise self.faults.pop(0)
        return Filed(Outcome.TICKET, ticket=ticket, message=message)


def later(mail, seconds):
    """As if it waited for so long."""
    mail.refresh_from_db()
    mail.next_attempt_at -= timedelta(seconds=seconds)
    mail.save(update_fields=["next_attempt_at"])


@pytest.mark.django_db
def test_a_mail_is_stored_whole_and_its_bytes_move_to_its_message(filing):
    mail = store(b"one", source="api", envelope_to=["help@heron.example"], helo="mx\r\nX: y")
    assert (mail.size, bytes_of(mail), mail.helo) == (3, b"one", "mx X: y")
    assert ProcrastinateJob.objects.filter(queueing_lock=PROCESSING).count() == 1
    assert process_due() == 1
    mail.refresh_from_db()
    assert (mail.outcome, mail.subject, mail.from_address) == ("ticket", "one", "ada@heron.example")
    assert mail.raw is None
    assert bytes_of(mail) == b"one"


@pytest.mark.django_db
def test_many_mails_wait_for_one_job(filing):
    for word in (b"one", b"two", b"three"):
        store(word, source="smtp")
    assert ProcrastinateJob.objects.filter(queueing_lock=PROCESSING).count() == 1
    assert process_due() == 3


@pytest.mark.django_db
def test_the_same_uid_again_is_the_row_that_is_there():
    at = clock.now()
    box = Mailbox.objects.create(
        name="Help", host="mx.heron.example", user="x", password="", created_at=at, changed_at=at
    )
    place = {"source": "imap", "mailbox": box, "uid_validity": 7, "uid": 3}
    first, again = store(b"one", **place), store(b"one", **place)
    assert first.pk == again.pk
    assert InboundMail.objects.count() == 1


@pytest.mark.django_db
def test_live_mail_goes_before_backlog_and_each_in_its_order(filing):
    for word, backlog in (("old", True), ("older", True), ("new", False), ("newer", False)):
        store(word.encode(), source="imap", is_backlog=backlog)
    assert process_due() == 4
    assert filing.order == ["new", "newer", "old", "older"]


@pytest.mark.django_db
def test_while_postgresql_is_away_no_mail_fails(filing):
    mail = store(b"one", source="api")
    filing.faults = [OperationalError("server closed the connection unexpectedly")]
    with pytest.raises(OperationalError):
        process_due()
    mail.refresh_from_db()
    assert (mail.outcome, mail.reason, mail.next_attempt_at) == ("", "", None)
    assert process_due() == 1
    mail.refresh_from_db()
    assert mail.outcome == "ticket"


@pytest.mark.django_db
def test_a_fault_of_ours_is_tried_again_while_others_go_on(filing):
    first = store(b"one", source="api")
    store(b"two", source="api")
    filing.faults = [RuntimeError("no luck")]
    assert process_due() == 2
    first.refresh_from_db()
    assert (first.outcome, first.reason, first.said) == ("failed", "fault", "RuntimeError: no luck")
    assert first.next_attempt_at is not None
    assert Ticket.objects.count() == 1, "what failed left nothing behind"
    assert process_due() == 0, "not at once"
    later(first, 20)
    assert process_due() == 1
    first.refresh_from_db()
    assert (first.outcome, first.next_attempt_at, bytes_of(first)) == ("ticket", None, b"one")
    assert Ticket.objects.count() == 2


@pytest.mark.django_db
def test_in_the_end_it_is_left_to_the_admins_who_can_replay_it(filing):
    admin = cast.staff("Maya", role=Role.ADMIN)
    mail = store(b"one", source="api")
    filing.faults = [RuntimeError("no luck")] * MOST
    for wait in (*WAITS, timedelta()):
        process_due()
        mail.refresh_from_db()
        if mail.next_attempt_at is not None:
            later(mail, wait.total_seconds() + 1)
    assert (mail.outcome, mail.attempts, mail.next_attempt_at) == ("failed", MOST, None)
    assert process_due() == 0
    told = Notification.objects.get(staff=admin)
    assert told.text == "A mail could not be taken in: a fault of ours"
    assert replay(mail=mail, by=Actor.staff(admin))
    assert FactRecord.objects.filter(name="channels.email.MailReplayed").count() == 1
    assert process_due() == 1
    mail.refresh_from_db()
    assert (mail.outcome, mail.handled_by) == ("ticket", "Maya")
    assert not replay(mail=mail, by=Actor.staff(admin)), "it did not fail any more"


@pytest.mark.django_db
def test_what_cannot_be_read_is_tried_twice_and_kept(filing):
    mail = store(b"\x00\xff", source="api")
    filing.errors = [ParsingError("unreadable", "It broke."), ParsingError("too_slow", "30 s.")]
    process_due()
    later(mail, 61)
    process_due()
    mail.refresh_from_db()
    assert (mail.outcome, mail.reason, mail.said) == ("failed", "too_slow", "30 s.")
    assert (mail.next_attempt_at, bytes_of(mail)) == (None, b"\x00\xff")
    admin = Actor.staff(cast.staff("Maya", role=Role.ADMIN))
    assert replay_all(reason="unreadable", by=admin) == 0
    assert replay_all(reason="too_slow", by=admin) == 1


@pytest.mark.django_db
def test_only_admins_replay(filing):
    mail = store(b"one", source="api")
    agent = Actor.staff(cast.staff())
    with pytest.raises(PermissionDenied):
        replay(mail=mail, by=agent)
    with pytest.raises(PermissionDenied):
        replay_all(reason="fault", by=agent)


@pytest.mark.django_db
def test_of_a_mail_that_is_too_large_the_beginning_is_kept(filing, settings):
    settings.CLEW_MAX_MAIL_BYTES = 100_000
    filing.parse = lambda raw: Parsed(subject="Huge")
    mail = store(b"x" * 100_001, source="smtp")
    assert (mail.outcome, mail.reason, mail.size) == ("failed", "too_large", 100_001)
    process_due()
    mail.refresh_from_db()
    assert len(bytes_of(mail)) == BEGINNING
    assert (mail.outcome, mail.next_attempt_at) == ("failed", None)


@pytest.mark.django_db
def test_who_died_while_reading_is_followed_at_once_but_not_for_ever(filing):
    """Its lease and its attempt were committed; nothing else was."""
    mail = store(b"one", source="api")
    InboundMail.objects.update(attempts=1, leased_until=clock.now() + timedelta(minutes=2))
    assert process_due() == 1
    mail = store(b"two", source="api")
    dead = InboundMail.objects.filter(pk=mail.pk)
    dead.update(attempts=2, leased_until=clock.now() + timedelta(minutes=2))
    store(b"three", source="api")
    assert process_due() == 1, "others first"
    dead.update(attempts=MOST, leased_until=clock.now() - timedelta(seconds=1))
    process_due()
    mail.refresh_from_db()
    assert (mail.outcome, mail.reason) == ("failed", "fault")
    assert mail.said == f"Clew stopped while it read this mail, {MOST} times."


@pytest.mark.django_db
def test_the_same_message_filed_in_the_same_moment_is_a_duplicate(filing):
    first, second = store(b"one", source="smtp"), store(b"one", source="imap")
    process(first)
    process(second)
    assert (second.outcome, second.reason) == ("duplicate", "same_message")
    assert second.ticket == first.ticket
    assert Ticket.objects.count() == 1
    assert bytes_of(second) == b"one"


@pytest.mark.django_db
def test_processing_again_changes_nothing(filing):
    mail = store(b"one", source="api")
    process(mail)
    process(mail)
    process(InboundMail.objects.get())
    assert Ticket.objects.count() == 1


@pytest.mark.django_db
def test_who_waits_for_the_answer_files_what_came_before_too(filing):
    store(b"one", source="smtp")
    mail = store(b"two", source="api")
    assert process_now(mail).subject == "two"
    assert filing.order == ["one", "two"]


@pytest.mark.django_db
def test_after_the_time_limit_it_is_left_to_the_job(filing):
    mail = store(b"one", source="api")
    assert process_now(mail, within=0) is None
    assert mail.outcome == ""
    process_due()
    mail.refresh_from_db()
    assert mail.outcome == "ticket"


def in_threads(*functions):
    """Errors of theirs are ours."""
    errors = []

    def guarded(function):
        try:
            function()
        except Exception as error:  # noqa: BLE001  shown below
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=guarded, args=[each]) for each in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert errors == []


@pytest.mark.django_db(transaction=True)
def test_two_processors_make_one_ticket_of_each_mail(filing):
    cast.person()  # and what else is made on first use
    mails = [store(f"mail {number}".encode(), source="api") for number in range(6)]
    in_threads(process_due, process_due, lambda: process_now(mails[3]))
    assert filing.order == [f"mail {number}" for number in range(6)]
    assert Ticket.objects.count() == 6
    assert set(InboundMail.objects.values_list("outcome", flat=True)) == {"ticket"}


@pytest.mark.django_db(transaction=True)
def test_two_that_process_one_mail_past_the_lane_make_one_ticket(filing):
    cast.person()
    mail = store(b"one", source="api")
    both = threading.Barrier(2, timeout=10)
    plain = filing.parse

    def together(raw):
        both.wait()
        return plain(raw)

    filing.parse = together
    copies = [InboundMail.objects.get(pk=mail.pk) for _ in range(2)]
    in_threads(*(lambda copy=copy: process(copy) for copy in copies))
    assert Ticket.objects.count() == 1
    assert [copy.outcome for copy in copies] == ["ticket", "ticket"]


@pytest.mark.django_db(transaction=True)
def test_the_lane_is_let_go_and_waited_for(filing):
    held, done = threading.Event(), threading.Event()

    def keep():
        with lane() as ours:
            assert ours
            held.set()
            done.wait(10)

    def knock():
        held.wait(10)
        with lane(wait=0.05) as ours:
            assert not ours
        done.set()
        with lane(wait=5) as ours:
            assert ours

    in_threads(keep, knock)
