"""What the addresses of both lists share. Whatever makes no sense is as if not said."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import ClassVar, Self
from urllib.parse import urlencode

_LONGEST = 200  # characters somebody typed


@dataclass(frozen=True)
class ListFilters:
    """A list's own filters beside these."""

    path: ClassVar[str]
    order: StrEnum
    skip: int = 0

    @property
    def params(self) -> dict[str, str]:
        """As an address says it, without what is the default."""
        raise NotImplementedError

    @property
    def url(self) -> str:
        return f"{self.path}?{urlencode(self.params)}" if self.params else self.path

    def sorted_by(self, order: StrEnum) -> Self:
        return replace(self, order=order, skip=0)

    def at(self, skip: int) -> Self:
        return replace(self, skip=skip)


def text_in(params: Mapping[str, str], name: str) -> str:
    return params.get(name, "").replace("\x00", "").strip()[:_LONGEST]


def skip_in(params: Mapping[str, str]) -> int:
    skip = params.get("skip", "")
    return int(skip) if skip.isascii() and skip.isdecimal() and len(skip) < 6 else 0  # noqa: PLR2004
