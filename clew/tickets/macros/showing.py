"""A macro's text as HTML, with its gaps marked."""

from html import escape

from clew.tickets.macros.rendering import Rendered
from clew.tickets.rendering import html_of


def html_with_gaps(made: Rendered) -> str:
    """Safe to show as is: sanitised HTML, in which only our own marks are added."""
    html = html_of(made.markdown)
    for raw in dict.fromkeys(each.raw for each in made.missing):
        shown = escape(raw, quote=False)
        for written in dict.fromkeys([shown, shown.replace('"', "&quot;")]):
            html = html.replace(written, f'<mark class="gap">{shown}</mark>')
    return html
