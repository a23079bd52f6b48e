"""The note of an escalation: its template, what of it is still to be written, and its why."""

import re
from collections.abc import Callable

from clew.tickets.models import Ticket
from clew.tickets.validation import one_line

WHY, STEPS, OBSERVATIONS, LINKS = "Why", "Steps taken", "Observations", "Links"
DIAGNOSIS = "Diagnosis"  # what Clew found by itself; filled in, never asked for
ASKED = {
    WHY: "why it needs somebody else",
    STEPS: "which steps you took",
    OBSERVATIONS: "what you observed, also if it only confirms the report",
}
TEMPLATE = "".join(f"**{name}:** \n\n" for name in (WHY, STEPS, OBSERVATIONS, LINKS))
Lines = Callable[[Ticket], list[str]]  # of Markdown
_found: list[Lines] = []
HEADING = re.compile(
    r"^[ \t*_#>]*(Why|Reason|Steps taken|Observations|Diagnosis|Links)[*_]*:[*_]*[ \t]*",
    re.IGNORECASE | re.MULTILINE,
)


def register_findings(lines: Lines) -> None:
    """What is known of the ticket's customer without anybody looking; for the note's template."""
    _found.append(lines)


def template_for(ticket: Ticket) -> str:
    """With what was found by itself, between what is observed and the links."""
    lines = [line for each in _found for line in each(ticket)]
    links = f"**{LINKS}:**"
    found = f"**{DIAGNOSIS}:**\n\n" + "\n".join(lines) + "\n\n" if lines else ""
    return TEMPLATE.replace(links, found + links).strip()


def sections_of(note: str) -> dict[str, str]:
    """``{"Why": "…"}`` for the headings it has; a note without them is free to say it its way."""
    parts = HEADING.split(note.replace("\x00", ""))
    pairs = zip(parts[1::2], parts[2::2], strict=True)
    return {name.capitalize().replace("Reason", WHY): text.strip() for name, text in pairs}


def missing_in(note: str) -> str:
    """In words, what a note still has to say. Empty when it is complete."""
    known = sections_of(note)
    if not note.replace("\x00", "").strip() or (known and not any(known.values())):
        return NOTHING_SAID
    lacking = [words for name, words in ASKED.items() if name in known and not known[name]]
    return f"Write in the note {_listed(lacking)}." if lacking else ""


def without_empty(note: str) -> str:
    """As it is posted: headings that nobody wrote under are left out."""
    empty = [name for name, text in sections_of(note).items() if not text]
    kept = note.replace("\x00", "")
    for name in empty:
        kept = re.sub(rf"^\**{name}:\**[ \t]*\n?", "", kept, flags=re.IGNORECASE | re.MULTILINE)
    return re.sub(r"\n{3,}", "\n\n", kept).strip()


def reason_in(note: str) -> str:
    """What stands under “Why” in one line, else the first line."""
    why = sections_of(note).get(WHY) or note.replace("\x00", "").strip()
    return one_line((why.splitlines() or [""])[0].replace("`", "").replace("**", "").strip("*#_> "))


NOTHING_SAID = (
    "An escalation needs an internal note: why, what you investigated, and what you observed."
    " That you saw the same as the customer is worth writing too."
)


def _listed(words: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
