"""A check as lines that say what happened and what to do. Pure but for the clock's time."""

from datetime import datetime, timedelta

from clew.channels.email.models import AddressCheck
from clew.channels.email.setup.findings import Finding

LATE = timedelta(minutes=2)
RECEIVER = "Receiver"  # what the server that took it in wrote about it
# The beginning of what transport says, and what to do about it.
ADVICE = {
    "The mail server refused the login": (
        "Check user and password in EMAIL_URL; many providers want a password made for "
        "programs. Characters such as @ and / must be percent-encoded."
    ),
    "The mail server cannot be reached": (
        "Check host and port in EMAIL_URL, and that this machine may connect there: hosts "
        "often block port 25; 587 and 465 are usual."
    ),
    "No secure connection": (
        "The server's certificate does not fit its name, or it speaks no TLS on this port: "
        "smtps:// is for 465, smtp+starttls:// for 587."
    ),
    "The mail server did not answer in time": (
        "A firewall may swallow the connection. Try the port with another program from "
        "this machine."
    ),
    "The mail server refused our sender address": (
        "Your login may not send as this address. Allow it at your mail provider, or use "
        "another address."
    ),
    "The mail server refused the address": (
        "The server does not know this address, or does not pass mail on for you. Check "
        "that it exists."
    ),
    "The mail server turned us away": ("It accepts no mail from this machine. Ask your provider."),
    "The mail server cannot do what": (
        "Another kind of connection may fit: smtp+starttls:// or smtps://."
    ),
    "EMAIL_URL": "Correct EMAIL_URL, and restart Clew.",
}
NOT_ARRIVED = (
    "It left, and did not come in by any way. Look whether a mailbox or listener takes mail for"
    " this address, whether its spam folder has it, and whether the MX record below is right."
)


def lines_of(check: AddressCheck, now: datetime) -> list[Finding]:
    return [*_way(check, now), *(Finding(**each) for each in check.findings)]


def state_of(check: AddressCheck, now: datetime) -> str:
    """The worst of its lines, or "waiting" while it runs."""
    states = {line.state for line in lines_of(check, now)}
    if "waiting" in states:
        return "waiting"
    return next((state for state in ("fail", "warn", "ok") if state in states), "unknown")


def is_running(check: AddressCheck, now: datetime) -> bool:
    late = now - (check.sent_at or check.created_at) > LATE
    over = bool(check.send_error or check.received_at)
    return not late and not (over and has_dns(check))


def has_dns(check: AddressCheck) -> bool:
    """What DNS says is looked up while the mail is on its way."""
    return any(each["what"] != RECEIVER for each in check.findings)


def _way(check: AddressCheck, now: datetime) -> list[Finding]:
    if check.send_error:
        return [Finding("Sending", "fail", check.send_error, _advice(check.send_error))]
    if check.sent_at is None:
        if now - check.created_at > LATE:
            said = "No worker took it up. Is a process of Clew running that works off jobs?"
            return [Finding("Sending", "fail", said, "Start clew worker, or clew up.")]
        return [Finding("Sending", "waiting", "It is on its way to your mail server.")]
    sent = Finding("Sending", "ok", f"Your mail server took a mail to {check.to}.")
    return [sent, _arrival(check, check.sent_at, now)]


def _arrival(check: AddressCheck, sent_at: datetime, now: datetime) -> Finding:
    if check.received_at:
        seconds = max(0, round((check.received_at - sent_at).total_seconds()))
        after = f"{seconds} {'second' if seconds == 1 else 'seconds'}"
        return Finding("Arrival", "ok", f"It came in after {after}.")
    if now - sent_at > LATE:
        return Finding("Arrival", "fail", "Not arrived after 2 minutes.", NOT_ARRIVED)
    return Finding("Arrival", "waiting", "Waiting for it to come in. This can take 2 minutes.")


def _advice(error: str) -> str:
    return next((advice for start, advice in ADVICE.items() if error.startswith(start)), "")
