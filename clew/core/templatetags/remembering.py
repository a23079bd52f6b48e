"""``{% remembered values %}…{% endremembered %}``: made once for the same values.

For parts that are most of a page's work and seldom change, such as the rows of a list. ``values``
is a tuple that holds everything the part shows, times in words and the reader's zone included;
then nothing can be stale. Kept in this process, the least lately shown forgotten first.
"""

import threading
from collections import OrderedDict
from collections.abc import Hashable

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString

register = template.Library()
MOST = 4000  # parts; a row has about 1.5 KB

_made: OrderedDict[Hashable, SafeString] = OrderedDict()
_lock = threading.Lock()


class RememberedNode(template.Node):
    def __init__(self, values: FilterExpression, parts: NodeList) -> None:
        self._values = values
        self._parts = parts

    def render(self, context: Context) -> SafeString:
        key = (id(self), self._values.resolve(context))
        with _lock:
            if (found := _made.get(key)) is not None:
                _made.move_to_end(key)
                return found
        made = self._parts.render(context)
        with _lock:
            _made[key] = made
            while len(_made) > MOST:
                _made.popitem(last=False)
        return made


@register.tag
def remembered(parser: Parser, token: Token) -> RememberedNode:
    _, values = token.split_contents()
    parts = parser.parse(("endremembered",))
    parser.delete_first_token()
    return RememberedNode(parser.compile_filter(values), parts)
