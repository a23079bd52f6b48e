"""What the tabs of the mail settings count. Only admins open them."""

from django import template

from clew.channels.email.suspended.queries import waiting_count

register = template.Library()


@register.simple_tag
def suspended_count() -> int:
    return waiting_count()
