"""Makes the smallest components cheap: a page has a hundred icons, and each was a template.

``<c-icon name="inbox" />`` becomes its SVG when the template is compiled; one with a variable in
it becomes a plain template tag. Small components are written out (clew.core.flattening).
Everything else is left to django-cotton.
"""

import re
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django_cotton import cotton_loader

from clew.core.flattening import LeaveItError, flattened
from clew.core.templatetags.ui import glyph, icon

COMPONENT = re.compile(r'<c-(icon|glyph)((?:\s+[\w:-]+="[^"]*")*)\s*/>')
ATTRIBUTE = re.compile(r'([\w:-]+)="([^"]*)"')
DRAWN: dict[str, Callable[..., str]] = {"icon": icon, "glyph": glyph}
ALLOWED = {"icon": {"name", "label", "css", "size"}, "glyph": {"status", "label", "css"}}
VARIABLE = re.compile(r"\{\{\s*([^{}]+?)\s*\}\}")


class Loader(cotton_loader.Loader):  # type: ignore[misc]  # ships no types
    def _get_template_string(self, template_name: str) -> str:
        text = super()._get_template_string(template_name)
        # While one edits components, each page reads them anew.
        return drawn(text if settings.DEBUG else flattened(text, self._component))

    def _component(self, name: str) -> str:
        for origin in self.get_template_sources(f"cotton/{name.replace('-', '_')}.html"):
            if Path(origin.name).is_file():
                return Path(origin.name).read_text(self.engine.file_charset)
        raise LeaveItError


def drawn(template: str) -> str:
    return COMPONENT.sub(_drawn, template)


def _drawn(found: re.Match[str]) -> str:
    kind = found[1]
    given = {name.replace("class", "css"): value for name, value in ATTRIBUTE.findall(found[2])}
    arguments = {name: _argument(value) for name, value in given.items()}
    if not given.keys() <= ALLOWED[kind] or None in arguments.values():
        return found[0]
    if not any("{{" in value for value in given.values()):
        return DRAWN[kind](**given)
    pairs = " ".join(f"{name}={value}" for name, value in arguments.items())
    return f"{{% {kind} {pairs} %}}"


def _argument(value: str) -> str | None:
    """``{{ x|y }}`` as a tag's argument, a plain word quoted; None for anything mixed."""
    if whole := VARIABLE.fullmatch(value):
        expression = whole[1]
        return expression if " " not in expression and '"' not in expression else None
    return None if "{" in value else f'"{value}"'
