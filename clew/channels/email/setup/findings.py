"""One line of a check: what was looked at, how it is, what was found, what to do."""

from dataclasses import asdict, dataclass
from typing import Literal

State = Literal["ok", "warn", "fail", "unknown", "waiting"]


@dataclass(frozen=True)
class Finding:
    what: str
    state: State
    said: str
    advice: str = ""
    record: str = ""  # what to put into DNS, to be copied
    name: str = ""  # under which name

    def as_json(self) -> dict[str, str]:
        return asdict(self)
