from clew.channels.email.models.addresses import (
    AddressCheck,
    MailAddress,
    Mailbox,
    Security,
    SigningKey,
)
from clew.channels.email.models.inbound import InboundMail, MailDay, Source
from clew.channels.email.models.pacing import DomainPace
from clew.channels.email.models.senders import BlockedSender, CustomerAway, Storm, Unsubscribed

__all__ = [
    "AddressCheck",
    "BlockedSender",
    "CustomerAway",
    "DomainPace",
    "InboundMail",
    "MailAddress",
    "MailDay",
    "Mailbox",
    "Security",
    "SigningKey",
    "Source",
    "Storm",
    "Unsubscribed",
]
