"""Whether a mail comes from where it says it comes from."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

Result = Literal["pass", "fail", "none"]


@dataclass(frozen=True)
class Verdict:
    """``result``: pass when an aligned SPF or DKIM, or DMARC, proves the From domain.

    ``fail`` when something was checked and nothing proves it; ``none`` when nothing could be
    checked. The parts are the words of RFC 8601 (pass, fail, softfail, none, temperror …).
    """

    result: Result = "none"
    spf: str = "none"
    dkim: str = "none"
    dmarc: str = "none"
    policy: str = ""  # what the domain's DMARC record asks: none, quarantine, reject; "" unknown
    by: str = ""  # the authserv-id believed, or "Clew" when we checked it ourselves
    said: str = ""  # in words
    offered: str = ""  # the authserv-id of the topmost findings, believed or not

    @property
    def is_proven(self) -> bool:
        return self.result == "pass"

    def as_json(self) -> dict[str, Any]:
        return asdict(self)
