"""Which fields of mail say something about a person."""

from clew.channels.email.models import (
    AddressCheck,
    BlockedSender,
    CustomerAway,
    DomainPace,
    InboundMail,
    MailAddress,
    Mailbox,
    MailDay,
    SigningKey,
    Storm,
    Unsubscribed,
)
from clew.core.personal_data import register

register.declare(
    MailAddress,
    other=(
        "id address name team is_default signature quotes_history acknowledges created_at"
        " changed_at"
    ),
)
register.declare(
    Mailbox,
    other=(
        "id name host port security user password folder team imports_existing active"
        " uid_validity last_uid backlog_uid backlog_until first_uid leased_by leased_until"
        " checked_at failing_since error told_at created_at changed_at deleted_at"
    ),
)
register.declare(
    SigningKey, other="id domain selector private_key public_key active created_at changed_at"
)
register.declare(
    AddressCheck,
    other="id address to token sent_at send_error received_at findings created_at",
)
register.declare(
    InboundMail,
    personal=(
        "envelope_from envelope_to client_ip raw header_id identity digest from_name from_address"
        " to subject verdict said handled_by"
    ),
    other=(
        "id stable_id source mailbox uid_validity uid helo size is_backlog received_at auto"
        " is_bounce outcome reason ticket message to_acknowledge attempts leased_until"
        " next_attempt_at processed_at handled_at"
    ),
)
register.declare(
    MailDay,
    other=(
        "id day mailbox on_server stored parsed ticketed replies suppressed quarantined duplicates"
        " failed waiting missing checked_at"
    ),
)
register.declare(BlockedSender, personal="pattern", other="id by created_at")
register.declare(Unsubscribed, personal="address", other="id ticket created_at")
register.declare(CustomerAway, personal="person until said", other="noted_at")
register.declare(Storm, personal="sender subject", other="id key ticket count began_at last_at")
register.declare(DomainPace, personal="domain", other="minute count")
