"""A mail's HTML, safe to show: no scripts, no styles that act, no loads from elsewhere."""

from typing import NamedTuple


class Safe(NamedTuple):
    html: str
    remote_images: int


def safe_html(html: str) -> Safe:
    raise NotImplementedError


def with_remote_images(html: str) -> Safe:
    """For the one who clicked: pictures from elsewhere stay, over https only."""
    raise NotImplementedError
