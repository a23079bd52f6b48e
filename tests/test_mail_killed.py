"""Clew is killed at any moment: every mail whose sender heard 250 is filed exactly once."""

import os
import random
import signal
import smtplib
import subprocess
import sys
import threading
import time
from collections import Counter

import pytest
from django.db import connection

from clew.channels.email.intake.processing import process_due
from clew.channels.email.models import InboundMail
from clew.tickets.models import Message, Ticket
from tests.serving import free_port

pytestmark = [pytest.mark.server, pytest.mark.django_db(transaction=True)]

PROGRAM = """
import django, time
django.setup()
from clew.channels.email.intake.listening import LISTENERS
from clew.channels.email.intake.processing import process_due
for listener in LISTENERS:
    listener.start()
while True:
    process_due()
    time.sleep(0.02)
"""
MAILS, KILLS = 25, 3
WITHIN = 90  # seconds


def mail(number):
    return (
        f"From: Ada {number} <ada{number}@heron{number}.example>\r\nTo: help@kite.example\r\n"
        f"Message-ID: <{number}@heron.example>\r\nSubject: Export {number} fails\r\n\r\n"
        f"Number {number} since noon.\r\n"
    ).encode()


def started(port):
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "CLEW_TEST_DATABASE": connection.settings_dict["NAME"],
        "CLEW_SMTP_LISTEN": f"127.0.0.1:{port}",
        "CLEW_MAIL_FROM": "Kite <help@kite.example>",
        "CLEW_DNS": "off",
    }
    return subprocess.Popen([sys.executable, "-c", PROGRAM], env=environment)


def deliver(port, numbers):
    """As a mail server does: again and again, until it hears that it is done."""
    until = time.monotonic() + WITHIN
    for number in numbers:
        while time.monotonic() < until:
            try:
                with smtplib.SMTP("127.0.0.1", port, timeout=5) as smtp:
                    smtp.sendmail("ada@heron.example", ["help@kite.example"], mail(number))
                break
            except (OSError, smtplib.SMTPException):
                time.sleep(0.1)


def test_killed_again_and_again_each_mail_becomes_one_ticket():
    port, luck = free_port(), random.Random(5)
    sender = threading.Thread(target=deliver, args=[port, range(MAILS)])
    clew = started(port)
    sender.start()
    for _ in range(KILLS):
        began, before = time.monotonic(), InboundMail.objects.count()
        while InboundMail.objects.count() == before and time.monotonic() < began + 20:
            time.sleep(0.05)
        time.sleep(luck.uniform(0, 0.4))
        clew.send_signal(signal.SIGKILL)
        clew.wait()
        clew = started(port)
    sender.join(WITHIN)
    clew.send_signal(signal.SIGKILL)
    clew.wait()
    InboundMail.objects.update(leased_until=None)  # as if the two minutes were over
    while process_due():
        pass
    outcomes = Counter(InboundMail.objects.values_list("outcome", flat=True))
    assert outcomes["ticket"] == MAILS
    assert set(outcomes) <= {"ticket", "duplicate"}, "sent again by who did not hear us"
    assert sorted(Ticket.objects.values_list("subject", flat=True)) == sorted(
        f"Export {number} fails" for number in range(MAILS)
    )
    assert Message.objects.filter(author_kind="customer").count() == MAILS
