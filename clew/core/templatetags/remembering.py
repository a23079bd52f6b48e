"""``{% remembered values %}…{% endremembered %}``: made once for the same values.

For parts that are most of a page's work and seldom change, such as the rows of a list and the
frame around every page. ``values`` is a tuple that holds everything the part shows, times in words
and the reader's zone included; then nothing can be stale. Kept in this process, the least lately
shown forgotten first. The token of a form is no part of it: each answer gets its own.
"""

import secrets
import threading
from collections import OrderedDict
from collections.abc import Hashable
from itertools import count

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
MOST = 8_000_000  # characters; a row has about 1,500, the frame 15,000
TOKEN = f"token-{secrets.token_hex(16)}"  # stands where a form's token goes; nobody can write it

_lock = threading.Lock()


class Parts:
    def __init__(self) -> None:
        self._made: OrderedDict[Hashable, str] = OrderedDict()
        self._size = 0

    def get(self, key: Hashable) -> str | None:
        with _lock:
            if (found := self._made.get(key)) is not None:
                self._made.move_to_end(key)
            return found

    def keep(self, key: Hashable, made: str) -> None:
        with _lock:
            self._size += len(made) - len(self._made.pop(key, ""))
            self._made[key] = made
            while self._size > MOST:
                self._size -= len(self._made.popitem(last=False)[1])


_parts = Parts()
_numbers = count()


class RememberedNode(template.Node):
    def __init__(self, values: FilterExpression, parts: NodeList) -> None:
        self._number = next(_numbers)
        self._values = values
        self._parts = parts

    def render(self, context: Context) -> SafeString:
        values = self._values.resolve(context)
        if values is None or values == "":  # what cannot be read says nothing about what is shown
            return self._parts.render(context)
        key = (self._number, values)
        if (made := _parts.get(key)) is None:
            with context.push(csrf_token=TOKEN):
                made = str(self._parts.render(context))
            _parts.keep(key, made)
        if TOKEN in made:
            made = made.replace(TOKEN, str(context.get("csrf_token", "")))
        return mark_safe(made)  # noqa: S308  as the template made it


@register.tag
def remembered(parser: Parser, token: Token) -> RememberedNode:
    _, values = token.split_contents()
    parts = parser.parse(("endremembered",))
    parser.delete_first_token()
    return RememberedNode(parser.compile_filter(values), parts)
