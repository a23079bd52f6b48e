"""The note of an escalation: its template, what of it is still to be written, and its why."""

import re

from clew.tickets.validation import one_line

WHY, STEPS, OBSERVATIONS, LINKS = "Why", "Steps taken", "Observations", "Links"
ASKED = {
    WHY: "why it needs somebody else",
    STEPS: "which steps you took",
    OBSERVATIONS: "what you observed, also if it only confirms the report",
}
TEMPLATE = "".join(f"**{name}:** \n\n" for name in (WHY, STEPS, OBSERVATIONS, LINKS))
HEADING = re.compile(
    r"^[ \t*_#>]*(Why|Reason|Steps taken|Observations|Links)[*_]*:[*_]*[ \t]*",
    re.IGNORECASE | re.MULTILINE,
)


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
