"""What became of a mail, and the numbered reasons it was not filed on a ticket."""

from dataclasses import dataclass

from django.db import models


class Outcome(models.TextChoices):
    TICKET = "ticket", "New ticket"
    REPLY = "reply", "On a ticket"
    SUPPRESSED = "suppressed", "Suppressed"  # understood, and deliberately not filed
    QUARANTINED = "quarantined", "Suspended"  # waits for somebody to look
    DUPLICATE = "duplicate", "Duplicate"
    FAILED = "failed", "Failed"  # our fault or too much for us: kept, tried again, replayable


FILED = (Outcome.TICKET, Outcome.REPLY)


@dataclass(frozen=True)
class Reason:
    """``number`` never changes: it is stored, shown and documented."""

    number: int
    slug: str
    title: str
    advice: str


REASONS: dict[str, Reason] = {
    each.slug: each
    for each in (
        # Suspended
        Reason(
            1,
            "claims_staff",
            "Claims to be one of us",
            "Nothing proves that a member of staff sent it. Ask them before you recover it.",
        ),
        Reason(
            2,
            "dmarc_failed",
            "Forged sender",
            "The sender's domain asks to refuse such mail, and nothing proves it came from there.",
        ),
        Reason(
            3,
            "claims_us",
            "Claims to be our own address",
            "It says it comes from us, and does not carry our mark.",
        ),
        Reason(4, "blocked_sender", "Blocked sender", "An admin blocked this address or domain."),
        Reason(5, "no_sender", "No sender", "There is no address that an answer could go to."),
        Reason(6, "marked_spam", "Marked as spam", "The mail server before us marked it as spam."),
        Reason(
            7,
            "forged_token",
            "Wrong proof in the reply address",
            "Somebody changed the address a reply goes to.",
        ),
        Reason(
            8,
            "staff_may_not",
            "May not answer by mail",
            "A light agent's mail to a customer, or a command we do not take by mail.",
        ),
        # Suppressed
        Reason(
            20,
            "own_loop",
            "Our own mail came back",
            "A loop between mailboxes: it carries our own mark.",
        ),
        Reason(
            21,
            "bounce",
            "A bounce",
            "It says that a mail of ours did not arrive; the reply shows it.",
        ),
        Reason(
            22,
            "storm",
            "Part of a storm",
            "The same sender wrote many like it; they are counted on one ticket.",
        ),
        Reason(
            23,
            "machine_unknown",
            "Automatic reply to nothing",
            "A mailbox answered by itself, and no ticket of ours is meant.",
        ),
        Reason(
            24,
            "ticket_deleted",
            "Its ticket was deleted",
            "What was deleted does not come back by mail.",
        ),
        Reason(
            25,
            "own_copy",
            "Copy of our own reply",
            "It was sent by Clew, and is on its ticket already.",
        ),
        Reason(
            26,
            "unsubscribe",
            "Asked not to hear more",
            "The sender no longer gets copies of this ticket.",
        ),
        Reason(
            27,
            "check",
            "A test of the setup",
            "It was sent by the setup page to see that mail arrives.",
        ),
        Reason(
            28,
            "receipt",
            "A delivery or read receipt",
            "It tells that a mail arrived, and nothing else.",
        ),
        # Failed
        Reason(
            40,
            "unreadable",
            "Could not be read",
            "The message breaks the reader. Its bytes are kept; try again after an update.",
        ),
        Reason(
            41,
            "too_large",
            "Too large",
            "It is larger than CLEW_MAX_MAIL_BYTES. Its beginning is kept.",
        ),
        Reason(
            42,
            "too_slow",
            "Took too long to read",
            "Reading it was stopped. Its bytes are kept; try again.",
        ),
        Reason(
            43,
            "fault",
            "A fault of ours",
            "Something failed while it was filed. It is tried again by itself.",
        ),
        # Duplicates
        Reason(
            50, "same_message", "The same message came already", "It came twice, or by two ways."
        ),
    )
}
