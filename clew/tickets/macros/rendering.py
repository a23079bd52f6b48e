"""A macro's text with the values of one ticket. What is not known stays for the agent to write."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from clew.tickets.macros.known import ROOTS, is_known, named_all
from clew.tickets.macros.parsing import Variable, malformed, variables

ACTIVE = re.compile(r"[\\`*\[\]<~|{]|&(?=#|\w+;)")
# An underscore inside a word means nothing; one at a word's edge is emphasis.
EDGE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
LEADING = re.compile(r"^(?:[#>+=-]|\d{1,9}(?=[.)]))")
BREAKS = re.compile(r"[\s\x00]+")


@dataclass(frozen=True)
class Rendered:
    """``missing`` are the variables without a value, as they still stand in ``markdown``."""

    markdown: str
    missing: tuple[Variable, ...]


def rendered(text: str, value: Callable[[str], str], *, trusted: frozenset[str]) -> Rendered:
    """``value`` answers "" for what it does not know; ``trusted`` paths are Markdown already."""
    parts: list[str] = []
    at = 0
    for variable in variables(text):
        known = value(variable.path) if is_known(variable) else ""
        if not known and variable.default is None:
            continue  # stays as written
        ours = variable.path in trusted and not variable.in_code
        said = known if known and ours else _escaped(known, variable)
        parts += [text[at : variable.start], said]
        at = variable.end
    markdown = "".join([*parts, text[at:]])
    return Rendered(markdown, tuple(missing_in(markdown)))


def missing_in(text: str) -> list[Variable]:
    """Variables of ours that nobody filled in."""
    return [each for each in variables(text) if is_known(each)]


def escaped(value: str) -> str:
    """Text that Markdown shows as it is, on one line."""
    line = EDGE.sub(r"\\_", ACTIVE.sub(r"\\\g<0>", BREAKS.sub(" ", value).strip()))
    return LEADING.sub(_leading, line)


def complaints(text: str) -> list[str]:
    """What is wrong with the text of a macro, in words. Code may hold any braces it likes."""
    said = [
        f"“{each.raw}” is not a variable. Write it like {{{{customer.first_name}}}} or"
        ' {{customer.first_name | default: "there"}}.'
        for each in malformed(text)
        if not each.in_code
    ]
    unknown = {
        each.raw
        for each in variables(text)
        if not is_known(each) and (not each.in_code or each.path.partition(".")[0] in ROOTS)
    }
    said += [f"There is no variable {raw}. There are: {named_all()}." for raw in sorted(unknown)]
    return said


def _escaped(known: str, variable: Variable) -> str:
    said = known or variable.default or ""
    if variable.in_code:
        return BREAKS.sub(" ", said.replace("`", "'").replace("{{", "{ {"))
    return escaped(said) if known else said


def _leading(match: re.Match[str]) -> str:
    """``1.`` becomes ``1\\.``; any other mark takes the backslash before it."""
    found = match.group()
    return f"{found}\\" if found.isdecimal() else f"\\{found}"
