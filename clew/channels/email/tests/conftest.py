from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller

from clew.channels.email import addressing
from clew.channels.email.machines.acknowledging import ACKNOWLEDGE
from clew.core.models import Setting
from tests.serving import free_port


@pytest.fixture(autouse=True)
def forgotten_addresses():
    """What were addresses of ours in one test are not in the next."""
    addressing.our_addresses.forget_now()


class Mailbox:
    """What a real SMTP server received, and what it says when it refuses."""

    def __init__(self):
        self.mails = []
        self.envelopes = []
        self.connections = 0
        self.refuse_sender = ""  # one with a plus
        self.refuse_sender_late = ""  # the same, when it has seen the mail
        self.refuse_recipient = ""
        self.refuse_data = ""
        self.most = 0  # mails of one connection, which then ends: with this word or none
        self.goodbye = ""

    async def handle_EHLO(  # noqa: N802
        self, server, session, envelope, hostname, responses
    ):
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(  # noqa: N802
        self, server, session, envelope, address, options
    ):
        if self.most and getattr(session, "had", 0) >= self.most:
            if self.goodbye:
                return self.goodbye
            server.transport.close()
        if self.refuse_sender and "+" in address:
            return self.refuse_sender
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if self.refuse_recipient:
            return self.refuse_recipient
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if self.refuse_sender_late and "+" in envelope.mail_from:
            return self.refuse_sender_late
        if self.refuse_data:
            return self.refuse_data
        session.had = getattr(session, "had", 0) + 1
        self.envelopes.append(envelope)
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@pytest.fixture
def mailbox(settings):
    box = Mailbox()
    server = Controller(box, hostname="127.0.0.1", port=free_port())
    server.start()
    settings.EMAIL_URL = f"smtp://127.0.0.1:{server.port}?timeout=5"
    settings.CLEW_MAIL_FROM = "Heron Support <help@heron.example>"
    yield box
    server.stop()


@pytest.fixture
def our_address(settings):
    """What tests that file mails call our only address."""
    settings.CLEW_MAIL_FROM = "Support <help@clew.example>"
    return "help@clew.example"


@pytest.fixture
def unanswered(db):
    """No acknowledgements: of what is filed, only who wrote it has written."""
    Setting.objects.create(key=ACKNOWLEDGE.key, value=False)
