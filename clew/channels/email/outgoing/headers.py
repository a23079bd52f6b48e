"""Headers of ids and addresses, folded between them only: Python would encode long ones."""

from email.headerregistry import BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from typing import Any

PARTED = ("In-Reply-To", "List-Unsubscribe", "Message-ID", "References")


class Parted(UnstructuredHeader, BaseHeader):
    """One id or address a line. None of them may be encoded, however long it is."""

    def fold(self, *, policy: Any) -> str:
        lines = f"{policy.linesep} ".join(str(self).split())
        return f"{self.name}: {lines}{policy.linesep}"


def _registry() -> HeaderRegistry:
    registry = HeaderRegistry()
    for name in PARTED:
        registry.map_to_type(name, Parted)
    return registry


# In 7 bits: what a server on the way rewrites is no longer what we signed.
WIRE: "EmailPolicy[EmailMessage]" = SMTP.clone(header_factory=_registry(), cte_type="7bit")
