"""The settings nav of whoever looks."""

from typing import Any

from django import template

from clew.web.settings.pages import SettingsPage, groups_for

register = template.Library()


@register.simple_tag(takes_context=True)
def settings_groups(context: dict[str, Any]) -> list[tuple[str, list[SettingsPage]]]:
    return groups_for(context["request"].user)
