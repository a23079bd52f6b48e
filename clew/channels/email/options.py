"""What an admin may change about mail. Append yours."""

from clew.channels.email.outgoing.colours import colour_option
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
    lines=True,
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
    lines=True,
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

BRAND = option(
    "email.brand",
    default="",
    label="Brand name",
    help="Stands above each reply, as the logo. Without one, a reply looks like a mail of one"
    " person to another.",
    section=SECTION,
)
ACCENT = colour_option(
    "email.accent",
    default="#0b5f68",
    label="Colour of the brand and of links",
    help="As #rrggbb. It is made darker or lighter where it could not be read.",
    section=SECTION,
)
FOOTER = option(
    "email.footer",
    default="",
    label="Footer of replies",
    help="Below each reply: your postal address, hours, a link. A few short lines.",
    section=SECTION,
    lines=True,
)
FILES_BY_LINK = option(
    "email.files_by_link_above",
    default=10,
    label="Send files by link above",
    help="All files of a reply together; the largest ones leave the mail first. Many mailboxes"
    " refuse mail above 20 MB. 0 sends every file by link.",
    section=SECTION,
    unit="MB",
    most=50,
)
LINKS_LAST = option(
    "email.file_links_last",
    default=90,
    label="Links to files work for",
    help="Whoever has the link can download the file until then. Deleting the message ends it.",
    section=SECTION,
    unit="days",
    least=1,
    most=730,
)
PER_DOMAIN = option(
    "email.per_domain_and_minute",
    default=60,
    label="Mails to one domain",
    help="More wait for the next minute, while mail to other domains goes on. 0 does not limit.",
    section=SECTION,
    unit="a minute",
    most=10_000,
)
RETURN_TO_TICKET = option(
    "email.return_path_of_ticket",
    default=True,
    label="Let bounces find their ticket by address",
    help="The sender on the envelope names the ticket. Turn it off if your mail server rewrites or"
    " refuses addresses with a plus.",
    section=SECTION,
)

OLD_THREAD = option(
    "email.old_thread",
    default=7,
    label="A conversation is old after",
    help=(
        "A mail with another subject on a conversation in which nobody said anything for this long,"
        " or that is solved, is a new ticket, linked with the old one."
    ),
    section=SECTION,
    unit="days",
    least=1,
    most=365,
)
MOST_FOLLOWERS = option(
    "email.most_followers",
    default=20,
    label="Addresses that mail can bring to a ticket",
    help="Who is in Cc of a customer's mail follows the ticket; at most this many do.",
    section=SECTION,
    unit="addresses",
    least=0,
    most=100,
)

ACKNOWLEDGE = option(
    "email.acknowledge",
    default=True,
    label="Acknowledge new tickets by mail",
    help="Once for each new ticket by mail. Machines, mailing lists and forged senders get"
    " nothing.",
    section=SECTION,
)
ACKNOWLEDGEMENT = option(
    "email.acknowledgement_text",
    default=(
        "Hi {name},\n\nthank you for writing to us. Your message has arrived, and its number is"
        " #{number}. {target}\n\nIf you want to add something, reply to this mail."
    ),
    label="Text of the acknowledgement",
    help=(
        "{name} is the sender's name, {number} the ticket's, {target} a sentence with the first"
        " reply they can expect. Who did not prove who they are reads nothing of a customer."
    ),
    section=SECTION,
)
AUTOMATIC_PER_TICKET = option(
    "email.automatic_per_ticket",
    default=3,
    label="Automatic mails to one address",
    help="On one ticket. More are not sent: the other side may be a program that answers.",
    section=SECTION,
    unit="a day",
    most=50,
)
AUTOMATIC_PER_DAY = option(
    "email.automatic_per_address",
    default=10,
    label="Automatic mails to one address, on all tickets",
    help="Anybody can write in the name of somebody else, who then gets what we answer.",
    section=SECTION,
    unit="a day",
    most=1000,
)
STORM_SENDER = option(
    "email.storm_of_sender",
    default=20,
    label="A storm: mails of one sender",
    help="Within ten minutes. Further ones are counted on one ticket, and kept with the suppressed"
    " mail. 0 for never.",
    section=SECTION,
    unit="mails",
    most=10_000,
)
STORM_SUBJECT = option(
    "email.storm_of_subject",
    default=10,
    label="A storm: mails of one sender with one subject",
    help="Within ten minutes; numbers in the subject do not make it another. 0 for never.",
    section=SECTION,
    unit="mails",
    most=10_000,
)
STORM_REPLIES = option(
    "email.storm_of_replies",
    default=60,
    label="A storm: replies of one person",
    help="Within ten minutes, on tickets they have. 0 for never.",
    section=SECTION,
    unit="mails",
    most=10_000,
)


def listed(text: str) -> list[str]:
    """Names of an option that holds several, by line or comma; in small letters."""
    return [each.strip().lower() for each in text.replace(",", "\n").split("\n") if each.strip()]
