"""Parts of addresses that a product chose: ids of groups and traces are any text at all.

Anybody with a capture key can make one with a line break or a slash in it; a page that links to it
must still open.
"""

from django.urls import register_converter


class AnyText:
    """To the end of the address."""

    regex = r"[\s\S]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class OnePart(AnyText):
    """Between two slashes, its own written as in JSON pointers: a server decodes %2F too early."""

    regex = r"[^/]+"

    def to_python(self, value: str) -> str:
        return value.replace("~1", "/").replace("~0", "~")

    def to_url(self, value: str) -> str:
        return value.replace("~", "~0").replace("/", "~1")


def register() -> None:
    register_converter(AnyText, "any")
    register_converter(OnePart, "part")
