"""``{% url %}`` for pages that name dozens of addresses which differ by their numbers only.

Django takes an address apart and puts it together each time, 25 µs. Its shape is found once, with
numbers in it that stand for others. Anything but plain numbers is left to Django.
"""

from functools import lru_cache

from django import template
from django.template import defaulttags
from django.template.base import Parser, Token
from django.template.context import Context
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils.html import escape

register = template.Library()
STAND_INS = (7_316_500_001, 7_316_500_002, 7_316_500_003)


class AddressNode(defaulttags.URLNode):
    def render(self, context: Context) -> str:
        if self.asvar is None and not self.kwargs:
            numbers = [each.resolve(context) for each in self.args]
            name = self.view_name.resolve(context)
            if all(type(each) is int and each >= 0 for each in numbers):
                shape = _shape(get_script_prefix(), name, len(numbers))
                if shape is not None:
                    return shape.format(*numbers)
        return super().render(context)


@register.tag
def url(parser: Parser, token: Token) -> AddressNode:
    node = defaulttags.url(parser, token)
    return AddressNode(node.view_name, node.args, node.kwargs, node.asvar)


@lru_cache(maxsize=1000)
def _shape(prefix: str, name: str, count: int) -> str | None:  # noqa: ARG001  reverse begins with it
    """``/tickets/{0}/status``; None for an address that is not simply its numbers in a text."""
    if ":" in name or count > len(STAND_INS):
        return None
    try:
        shape = address = reverse(name, args=STAND_INS[:count])
    except NoReverseMatch:
        return None
    for place, number in enumerate(STAND_INS[:count]):
        shape = shape.replace(str(number), f"{{{place}}}")
    is_plain = shape.count("{") == count and escape(address) == address
    return shape if is_plain else None
