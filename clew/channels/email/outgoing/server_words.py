"""What mail servers and the network say when mail does not leave, in words for an agent."""

import contextlib
import smtplib
import ssl
from collections.abc import Iterator

from clew.tickets.channels import DeliveryError

PERMANENT = 500  # SMTP answers from here on say that trying again will not help


@contextlib.contextmanager
def translated_errors() -> Iterator[None]:
    """What a mail server or the network says, as a DeliveryError an agent can act on."""
    try:
        yield
    except (OSError, ValueError) as error:  # smtplib's own errors are OSErrors
        raise in_words(error) from error


# The first that fits. A server that refuses our login, or us altogether, says nothing about the
# message: it goes out once EMAIL_URL is right.
PASSING: tuple[tuple[type[OSError], str], ...] = (
    (smtplib.SMTPAuthenticationError, "The mail server refused the login in EMAIL_URL"),
    (smtplib.SMTPConnectError, "The mail server turned us away"),
    (smtplib.SMTPHeloError, "The mail server turned us away"),
    (smtplib.SMTPServerDisconnected, "The mail server closed the connection"),
    (smtplib.SMTPNotSupportedError, "The mail server cannot do what EMAIL_URL asks"),
    (ssl.SSLError, "No secure connection to the mail server"),
    (TimeoutError, "The mail server did not answer in time"),
)


def in_words(error: OSError | ValueError) -> DeliveryError:
    for kind, what in PASSING:
        if isinstance(error, kind):
            return DeliveryError(f"{what}: {_said(error)}")
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, answer = next(iter(error.recipients.values()))
        return _refusal("The mail server refused the address", code, answer)
    if isinstance(error, smtplib.SMTPResponseException):
        sender = isinstance(error, smtplib.SMTPSenderRefused)
        what = "our sender address" if sender else "the message"
        return _refusal(f"The mail server refused {what}", error.smtp_code, error.smtp_error)
    if isinstance(error, OSError):
        return DeliveryError(f"The mail server cannot be reached: {error}")
    return DeliveryError(str(error))


def _refusal(what: str, code: int, answer: bytes | str) -> DeliveryError:
    return DeliveryError(f"{what}: {code} {text_of(answer)}", permanent=code >= PERMANENT)


def _said(error: OSError) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {text_of(error.smtp_error)}"
    return text_of(str(error))


def text_of(answer: bytes | str) -> str:
    said = answer.decode(errors="replace") if isinstance(answer, bytes) else answer
    return " ".join(said.split())
