"""``{% url %}`` for pages that name dozens of addresses which differ by their numbers only.

Django takes an address apart and puts it together each time, 25 µs. Its shape is found once, with
numbers in it that stand for others. Anything but numbers and UUIDs is left to Django.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any
from uuid import UUID

from django import template
from django.template import defaulttags
from django.template.base import Parser, Token
from django.template.context import Context
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils.html import escape

register = template.Library()
FIRST = 7_316_500_001  # of the numbers that stand for others
STAND_INS: dict[type, Callable[[int], Any]] = {int: int, UUID: lambda number: UUID(int=number)}


class AddressNode(defaulttags.URLNode):
    def render(self, context: Context) -> str:
        if self.asvar is None and not self.kwargs:
            given = [each.resolve(context) for each in self.args]
            kinds = tuple(map(type, given))
            if all(kind in STAND_INS for kind in kinds) and _is_positive(given):
                name = self.view_name.resolve(context)
                shape = _shape(get_script_prefix(), name, kinds)
                if shape is not None:
                    return shape.format(*given)
        return super().render(context)


def _is_positive(given: list[Any]) -> bool:
    """No address holds a minus."""
    return not any(type(each) is int and each < 0 for each in given)


@register.tag
def url(parser: Parser, token: Token) -> AddressNode:
    node = defaulttags.url(parser, token)
    return AddressNode(node.view_name, node.args, node.kwargs, node.asvar)


@lru_cache(maxsize=1000)
def _shape(_prefix: str, name: str, kinds: tuple[type, ...]) -> str | None:
    """``/tickets/{0}/status``; None for an address that is not simply its numbers in a text.

    ``reverse`` begins it with the prefix.
    """
    if ":" in name:
        return None
    numbers = [STAND_INS[kind](FIRST + place) for place, kind in enumerate(kinds)]
    try:
        shape = address = reverse(name, args=numbers)
    except NoReverseMatch:
        return None
    for place, number in enumerate(numbers):
        shape = shape.replace(str(number), f"{{{place}}}")
    is_plain = shape.count("{") == len(kinds) and escape(address) == address
    return shape if is_plain else None
