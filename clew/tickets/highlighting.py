"""Code in messages with its words marked, so that style sheets can colour it in either theme."""

import re
from html import escape

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

MAX_LENGTH = 20_000  # characters; longer code is a file, and lexers are not all quick
MARK = re.compile(r"hl-[a-z]{1,2}")  # the only classes a message may carry in its code
# Style sheets do not tell the kinds of strings, numbers, keywords and comments apart.
_CLASS = re.compile(r'<span class="hl-([ckms]|[a-z][a-z]?)[a-z0-9]*">')
_PLAIN = re.compile(r'<span class="hl-(?:n|p|w|o|err|nx|x|l|ld|gp)">([^<]*)</span>')

_marks = HtmlFormatter(nowrap=True, classprefix="hl-")


def marked(code: str, language: str) -> str:
    """Safe HTML. Code in a language nobody named or knows stays as it is: no guessing."""
    if not language or len(code) > MAX_LENGTH:
        return escape(code)
    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return escape(code)
    html = _PLAIN.sub(r"\1", highlight(code, lexer, _marks))
    return _CLASS.sub(r'<span class="hl-\1">', html)
