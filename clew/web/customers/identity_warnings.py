"""What identity resolution refused, why, and what the customer's developer should change."""

from dataclasses import dataclass

from clew.people.identity.grouping import TOO_MANY_GROUP_TYPES, UNUSABLE_GROUP
from clew.people.identity.merging import ALREADY_IDENTIFIED, ILLEGAL_ID
from clew.people.identity.rules import NEEDS_PERSON
from clew.people.models import IdentityWarning
from clew.web.customers.text import clean


@dataclass(frozen=True, slots=True)
class Meaning:
    title: str
    what: str
    todo: str


_UNKNOWN = Meaning(
    "An identity call was refused",
    "The event is kept, but it did not change who this person is.",
    "Look at the event, then at the identify or alias call that sent it.",
)


_MEANINGS = {
    ALREADY_IDENTIFIED: Meaning(
        "Merge refused: both ids belong to identified persons",
        "Joining them could show one customer another's data, so they stay two profiles.",
        "If a new user signed in on the same device: call reset() at sign-out. If they are one"
        " person: send $merge_dangerously once.",
    ),
    ILLEGAL_ID: Meaning(
        "Merge refused: not a real id",
        "The id stands for “no id”, such as null or undefined. Merging on it would put strangers"
        " on one profile.",
        "Call identify only once the user's id is known, and pass it as text.",
    ),
    NEEDS_PERSON: Meaning(
        "Identify ignored: the event asked for no person profile",
        "It was sent with $process_person_profile set to false, so nobody was made or changed.",
        "Send identify, alias and group calls with person profiles on.",
    ),
    UNUSABLE_GROUP: Meaning(
        "Group ignored: no usable type or key",
        "A group needs a type and a key, each a short text.",
        "Pass both to group(), for example group('organization', 'acme').",
    ),
    TOO_MANY_GROUP_TYPES: Meaning(
        "Group ignored: five group types are in use",
        "An environment holds five group types; events of a sixth are kept without it.",
        "Use one of the five, or send it as a property.",
    ),
}


@dataclass(frozen=True, slots=True)
class Refusal:
    meaning: Meaning
    warning: IdentityWarning

    @property
    def ids(self) -> str:
        other = clean(self.warning.other_id, 60)
        own = clean(self.warning.distinct_id, 60)
        return f"{own} and {other}" if other else own


def refusal(warning: IdentityWarning) -> Refusal:
    return Refusal(_MEANINGS.get(warning.kind, _UNKNOWN), warning)
