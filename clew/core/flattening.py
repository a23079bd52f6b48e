"""Writes components out where they are used, when a template is compiled.

``<c-button icon="x" label="Close" />`` is a template rendered in a template, 0.1 ms each time, and
a page has dozens. What the component's file does with fixed attributes is decided here, once;
what depends on variables stays in the text. Whatever this does not understand is left to
django-cotton, which renders the same.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.template import Context, Engine
from django.utils.html import escape

FLAT = "avatar|badge|button|mark|menu-item|menu|priority|status|tag|time|toast"
ATTRIBUTE = r'\s+(:?[\w-]+)(?:="([^"]*)")?'
OPENING = re.compile(rf'<c-({FLAT})((?:\s+:?[\w-]+(?:="[^"]*")?)*)\s*(/?)>')
DECLARED = re.compile(r"<c-vars((?:\s+[\w-]+=\"[^\"]*\")*)\s*/>")
TOKEN = re.compile(r"(\{%.*?%\}|\{\{.*?\}\})")
PERHAPS = re.compile(r"\{%\s*if ([^%]+?)\s*%\}\w+\{%\s*endif\s*%\}")
ADDRESS = re.compile(r"\{%\s*(url|static)\s")  # never empty
VARIABLE = re.compile(r"\{\{\s*([^\s{}]+)\s*\}\}")
NAME = re.compile(r"""'[^']*'|"[^"]*"|[A-Za-z_]\w*(?:\.\w+)*""")
WORDS = {"and", "or", "not", "in", "is"}
Source = Callable[[str], str]  # the text of a component's file by its name


class LeaveItError(Exception):
    """More than this module understands."""


@dataclass(frozen=True)
class Given:
    """One attribute: fixed text, a variable, text under a condition, or a mixture."""

    text: str
    variable: str = ""
    condition: str = ""  # of text that is there or not

    @property
    def is_fixed(self) -> bool:
        return not self.variable and "{" not in self.text

    @property
    def truth(self) -> str | None:
        """Something as true as the attribute; None while that depends on variables."""
        if self.is_fixed:
            return self.text
        if self.variable or self.condition:
            return None
        tags = TOKEN.findall(self.text)
        around = TOKEN.sub("", self.text).strip() or any(map(ADDRESS.match, tags))
        is_sure = all(tag.startswith("{{") or ADDRESS.match(tag) for tag in tags)
        return "yes" if around and is_sure else None


def flattened(template: str, source: Source) -> str:
    for found in reversed(list(OPENING.finditer(template))):
        name, attributes, closed = found.groups()
        end = after = found.end()
        if not closed:
            end = template.find(f"</c-{name}>", after)
            after = end + len(f"</c-{name}>")
        slot = template[found.end() : end]
        if end < 0 or re.search(rf"<c-(slot|{name})(?![\w-])", slot):
            continue
        try:
            written = _written(source(name), attributes, slot)
        except LeaveItError:
            continue
        template = template[: found.start()] + written + template[after:]
    return template


def _written(component: str, attributes: str, slot: str) -> str:
    declared = DECLARED.search(component)
    if declared is None:
        raise LeaveItError
    known = {name: Given(text) for name, text in re.findall(ATTRIBUTE, declared[1])}
    others = []
    for whole in re.finditer(ATTRIBUTE, attributes):
        name, text = whole[1], whole[2]
        if name.removeprefix(":") in known:
            known[name.removeprefix(":")] = _given(name, text)
        elif name.startswith(":"):
            raise LeaveItError
        else:
            others.append(whole[0].strip())
    tokens = iter(TOKEN.split(component.replace(declared[0], "")))
    return "".join(_parts(tokens, known, {"slot": slot, "attrs": " ".join(others)}))


def _given(name: str, text: str | None) -> Given:
    if text is None or (name.startswith(":") and not NAME.fullmatch(text)):
        raise LeaveItError
    if name.startswith(":"):
        return Given("", text)
    if whole := VARIABLE.fullmatch(text):
        return Given("", whole[1])
    there = PERHAPS.fullmatch(text)
    return Given(text, condition=there[1] if there else "")


def _parts(tokens: Iterator[str], known: dict[str, Given], raw: dict[str, str]) -> Iterator[str]:
    """Text, up to the end of the branch the tokens begin in."""
    for token in tokens:
        if token.startswith("{{"):
            yield _shown(token[2:-2].strip(), known, raw)
        elif not token.startswith("{%"):
            yield token
        elif (tag := token[2:-2].strip()).startswith("if "):
            yield from _branches(tag[3:], tokens, known, raw)
        elif tag == "comment":
            while next(tokens) != "{% endcomment %}":
                pass
        elif tag.startswith("static "):
            yield token
        else:
            raise LeaveItError


def _shown(expression: str, known: dict[str, Given], raw: dict[str, str]) -> str:
    name, bar, filters = expression.partition("|")
    if name in raw and not bar:
        return raw[name]
    if (given := known.get(name)) is None:
        raise LeaveItError
    if given.variable:
        return f"{{{{ {given.variable}{bar}{filters} }}}}"
    if not bar:
        return escape(given.text) if given.is_fixed else given.text
    if not given.is_fixed:
        raise LeaveItError
    return f'{{{{ "{given.text}"|{filters} }}}}'


def _branches(
    condition: str, tokens: Iterator[str], known: dict[str, Given], raw: dict[str, str]
) -> Iterator[str]:
    """An ``{% if %}`` with its branches: only those that can still be taken."""
    undecided = False
    for test, body in _bodies(condition, tokens):
        decided = True if test is None else _decided(test, known)
        if decided is False:
            continue
        if decided is None:
            yield f"{{% {'elif' if undecided else 'if'} {_renamed(test or '', known)} %}}"
            undecided = True
        elif undecided:
            yield "{% else %}"
        yield from _parts(iter(body), known, raw)
        if decided:
            break
    if undecided:
        yield "{% endif %}"


def _bodies(condition: str, tokens: Iterator[str]) -> list[tuple[str | None, list[str]]]:
    """(condition, tokens) of each branch; None for the last one, ``else``."""
    bodies: list[tuple[str | None, list[str]]] = [(condition, [])]
    depth = 0
    for token in tokens:
        tag = token[2:-2].strip() if token.startswith("{%") else ""
        depth += tag.startswith("if ") - (tag == "endif")
        if depth < 0:
            return bodies
        if depth == 0 and (tag == "else" or tag.startswith("elif ")):
            bodies.append((tag[5:] or None, []))
        else:
            bodies[-1][1].append(token)
    raise LeaveItError


def _decided(condition: str, known: dict[str, Given]) -> bool | None:
    """What the condition says whatever the variables are; None if they matter."""
    names = [name for name in NAME.findall(condition) if name[0] not in "'\"" and name not in WORDS]
    if not set(names) <= known.keys():
        raise LeaveItError
    truths = {name: known[name].truth for name in names}
    if None in truths.values():
        return None
    if not all(known[name].is_fixed for name in names) and "=" in condition:
        raise LeaveItError
    test = Engine().from_string(f"{{% if {condition} %}}1{{% endif %}}")
    return test.render(Context(truths)) == "1"


def _renamed(condition: str, known: dict[str, Given]) -> str:
    def renamed(found: re.Match[str]) -> str:
        name = found[0]
        if name not in known:
            return name
        given = known[name]
        if given.condition and condition == name:
            return given.condition
        if not given.variable and given.truth is None:
            raise LeaveItError
        return given.variable or f'"{given.truth}"'

    return NAME.sub(renamed, condition)
