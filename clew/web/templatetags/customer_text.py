"""Text from customers' products, in templates."""

from django import template

from clew.web.customers.text import clean

register = template.Library()


@register.filter
def shown(value: object, limit: int = 80) -> str:
    """One line without characters that hide or reorder others. Still escaped as usual."""
    return clean(value, limit)
