"""Who asks: the customer an address is known as, or a new one.

An address is somebody's by what is known of people (their email, or an id of theirs), and then by
proof: who once wrote from it, proven, and is proven now, is who they were then. Nobody is merged.
"""

from dataclasses import dataclass

from django.core.exceptions import ValidationError

from clew.channels.email import addressing
from clew.channels.email.filing.letter import Letter
from clew.channels.email.models import InboundMail
from clew.channels.email.vocabulary import FILED
from clew.core.actors import SYSTEM
from clew.people.actions import find_or_create_requester
from clew.people.actions.requesters import known_requester
from clew.people.models import Environment, Person

LONGEST = 200  # characters of an address: people are known by no longer ids
MOST_NAME = 120


@dataclass(frozen=True)
class Who:
    person: Person
    address: str
    name: str  # as the mail says, else as they are known
    is_proven: bool
    was_known: bool

    @property
    def claims_customer(self) -> bool:
        return self.was_known and not self.is_proven


def is_usable(address: str) -> bool:
    """Somebody can be known by it, and answered at it."""
    return len(address) <= LONGEST and addressing.is_deliverable(address)


def who_writes(letter: Letter, environment: Environment) -> Who:
    return who_is(
        letter.sender.address, letter.sender.name, environment, is_proven=letter.is_proven
    )


def who_is(address: str, name: str, environment: Environment, *, is_proven: bool) -> Who:
    """Raises ValidationError for what is no address."""
    if not is_usable(address):
        raise ValidationError({"email": "This is no address that an answer could go to."})
    said = addressing.one_line(name)[:MOST_NAME]
    known = known_requester(environment, email=address)
    known = known or _proven_before(address, environment, is_proven)
    person = known or find_or_create_requester(
        environment=environment, email=address, name=said, by=SYSTEM, is_new=True
    )
    if person.environment_id == environment.pk:
        person.environment = environment  # read once
    return Who(person, address, said, is_proven=is_proven, was_known=known is not None)


def _proven_before(address: str, environment: Environment, is_proven: bool) -> Person | None:
    """Their product may have given them another address since."""
    if not is_proven:
        return None
    earlier = InboundMail.objects.filter(
        from_address=address,
        verdict__result="pass",
        outcome__in=FILED,
        message__person__environment=environment,
        message__mail__address=address,
    )
    row = earlier.select_related("message__person__merged_into").order_by("-received_at").first()
    person = row.message.person if row and row.message else None
    return (person.merged_into or person) if person else None


def answers_go_to(letter: Letter) -> tuple[str, str]:
    """The address, and what to tell if they asked for another that we do not believe.

    A forged mail must not lead our answers, and what they quote, to a stranger: neighbours at a
    mailbox provider share a domain, too.
    """
    own = letter.sender.address
    asked = next((each.address for each in letter.parsed.reply_to if each.address), "").lower()
    if not asked or asked == own or letter.sender != letter.parsed.from_:
        return own, ""
    if not is_usable(asked) or addressing.is_ours(asked):
        return own, ""
    if letter.is_proven or addressing.base_of(asked) == addressing.base_of(own):
        return asked, ""
    return own, f"It asks to be answered at {asked}, which nothing proves. Answers go to {own}."
