"""What a mail says, as a message says it: words, files, and the marks that are shown with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from clew.channels.email import display
from clew.channels.email.filing.attaching import Attached, attach
from clew.channels.email.filing.letter import Letter
from clew.channels.email.filing.requester import Who
from clew.channels.email.marks import Marks
from clew.channels.email.parsing.parsed import Address, Parsed
from clew.tickets.arriving import Arriving
from clew.tickets.models import Attachment

MOST_SHOWN = 20  # recipients in the marks
MOST_PROBLEMS = 5
LONGEST_SAID = 300  # characters


@dataclass(frozen=True)
class Written:
    body: str
    html: str
    attached: Attached
    marks: Marks

    @property
    def files(self) -> list[Attachment]:
        return self.attached.files

    def arriving(self, who: Who, **more: Any) -> Arriving:
        return Arriving(html=self.html, mail=self.marks, author_name=who.name, **more)


def write(
    letter: Letter,
    parsed: Parsed | None = None,
    *,
    also: Marks | None = None,
    problems: Sequence[str] = (),
) -> Written:
    """``parsed`` when the words are not all the mail says: what was forwarded."""
    said = parsed or letter.parsed
    attached = attach(said)
    body, html = display.shown(said, attached.by_cid)
    marks = marks_of(letter, attached, problems)
    if aside := display.files_out_of_sight(said, attached.by_cid):
        marks["aside"] = aside
    marks.update(also or Marks())
    return Written(body, html, attached, marks)


def marks_of(letter: Letter, attached: Attached, problems: Sequence[str]) -> Marks:
    parsed, nature = letter.parsed, letter.nature
    marks = Marks(
        inbound=letter.mail.pk,
        address=letter.sender.address,
        to=_addresses(parsed.to),
        cc=_addresses(parsed.cc),
        verdict=letter.verdict.result if letter.sender == parsed.from_ else "none",
        said=letter.verdict.said[:LONGEST_SAID],
        folded=parsed.folded,
        remote_images=parsed.remote_images,
        has_html=bool(parsed.html),
    )
    if letter.is_automatic:
        marks["auto"] = nature.auto
    if nature.until is not None:
        marks["until"] = nature.until.isoformat()
    if told := [*problems, *attached.problems, *parsed.problems]:
        marks["problems"] = [each[:LONGEST_SAID] for each in told[:MOST_PROBLEMS]]
    return marks


def _addresses(named: list[Address]) -> list[str]:
    return [each.address.lower()[:320] for each in named if each.address][:MOST_SHOWN]
