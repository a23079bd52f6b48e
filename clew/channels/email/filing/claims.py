"""Which ticket a mail says it belongs to, before anybody looks whether it may. Pure but for us."""

from dataclasses import dataclass
from uuid import UUID

from clew.channels.email import addressing
from clew.channels.email.addressing import Token
from clew.channels.email.filing.letter import Letter
from clew.channels.email.filing.subjects import numbers_in
from clew.channels.email.parsing.parsed import Parsed

MOST_IDS = 50  # newest first: what a client wrote longest ago says least
HEADER_ID = 500  # characters of an id that rows keep


@dataclass(frozen=True)
class Claims:
    """``ids`` are newest first; ``forged`` that a reply address of ours was changed."""

    tickets: list[int]  # by a right proof in an address
    notes: list[Token]  # whether right depends on who wrote
    forged: bool
    ids: list[str]
    numbers: list[int]  # of the subject: anybody can write them

    @property
    def own_ids(self) -> list[UUID]:
        return list(filter(None, map(own_id, self.ids)))


def claims_of(letter: Letter) -> Claims:
    found = [(token, each) for each in letter.recipients if (token := addressing.token_in(each))]
    public = [(token, each) for token, each in found if token.kind == addressing.PUBLIC]
    return Claims(
        tickets=[token.number for token, _ in public if token.is_right],
        notes=[
            token
            for token, each in found
            if token.kind == addressing.NOTE and addressing.is_ours(each)
        ],
        forged=any(not token.is_right and addressing.is_ours(each) for token, each in public),
        ids=ids_of(letter.parsed),
        numbers=numbers_in(letter.subject),
    )


def ids_of(parsed: Parsed) -> list[str]:
    """What it answers, then what came before that, newest first."""
    ids = dict.fromkeys([*parsed.in_reply_to, *reversed(parsed.references)])
    return [each[:HEADER_ID] for each in ids if each and "\x00" not in each][:MOST_IDS]


def own_id(message_id: str) -> UUID | None:
    """The outbox row that a Message-ID of ours names: 122 random bits that only receivers know."""
    try:
        found = UUID(message_id.partition("@")[0])
    except ValueError:
        return None
    return found if message_id.partition("@")[0].lower() == str(found) else None
