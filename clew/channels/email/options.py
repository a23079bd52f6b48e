"""What an admin may change about mail. Append yours."""

from clew.core.options import option

SECTION = "Mail"

TRUSTED_AUTHSERV = option(
    "email.trusted_authserv",
    default="",
    label="Mail servers whose findings are believed",
    help=(
        "One name a line, as in the Authentication-Results header they write, such as"
        " mx.ottergrid.example. Name a server only if all your mail passes it."
    ),
    section=SECTION,
)
TRUSTED_FORWARDERS = option(
    "email.trusted_forwarders",
    default="",
    label="Forwarders that are believed",
    help=(
        "Domains, addresses or networks, one a line, that forward mail to you: forwarding breaks"
        " the proof of honest senders, and what such a forwarder saw counts instead."
    ),
    section=SECTION,
)
CHECK_DNS = option(
    "email.check_dns",
    default=True,
    label="Check senders ourselves",
    help="Ask DNS about signatures and servers of mail that no believed server has judged.",
    section=SECTION,
)
SUSPENDED_BYTES = option(
    "email.suspended_bytes_kept",
    default=180,
    label="Keep the bytes of suspended mail",
    help="Afterwards only what the list shows is left, and it cannot be recovered.",
    section=SECTION,
    unit="days",
    least=30,
    most=3650,
)


def listed(text: str) -> list[str]:
    """Names of an option that holds several, by line or comma; in small letters."""
    return [each.strip().lower() for each in text.replace(",", "\n").split("\n") if each.strip()]
