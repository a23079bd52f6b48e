"""A customer's mail on the ticket it answers."""

from clew.channels.email.filing.filed import Filed
from clew.channels.email.filing.following import add_followers, may_bring_others
from clew.channels.email.filing.letter import Letter
from clew.channels.email.filing.requester import answers_go_to, who_writes
from clew.channels.email.filing.threading import Found
from clew.channels.email.filing.writing import write
from clew.channels.email.machines.absence import note_absence
from clew.channels.email.vocabulary import Outcome
from clew.tickets.actions import receive_message


def join(letter: Letter, found: Found) -> Filed:
    """Somebody new to the ticket is heard, and marked. They become nothing on it by that."""
    who = who_writes(letter, found.ticket.environment)
    answers, problem = answers_go_to(letter)
    written = write(letter, problems=[problem] if problem else [])
    if who.claims_customer:
        written.marks["claims_customer"] = True
    if not found.participant:
        written.marks["unverified_participant"] = True
    message = receive_message(
        ticket=found.ticket,
        person=who.person,
        body=written.body,
        channel="email",
        attachments=written.files,
        created_at=letter.at,
        original=letter.original,
        arriving=written.arriving(
            who,
            automatic=letter.is_automatic,
            reply_address=answers,
            verified=who.is_proven,
        ),
    )
    if letter.nature.auto == "out-of-office" and letter.verdict.result != "fail":
        note_absence(who.person, letter.parsed, letter.nature)
    if may_bring_others(letter, found):
        add_followers(letter, message)
    is_new = message.ticket.message_count == 1  # the follow-up of one that is over
    outcome = Outcome.TICKET if is_new else Outcome.REPLY
    return Filed(outcome, ticket=message.ticket, message=message)
