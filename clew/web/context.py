"""What the layout shows on every page: the rail's views and counts, the environment switcher."""

from typing import Any

from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    return {}
