"""What happens to our addresses. Field names are public."""

from dataclasses import dataclass

from clew.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class AddressFact(Fact):
    address_id: int
    address: str

    @property
    def subject(self) -> str:
        return f"mail-address/{self.address_id}"

    def topics(self) -> list[str]:
        return [self.subject, "mail-addresses"]


@dataclass(frozen=True, kw_only=True)
class AddressAdded(AddressFact):
    pass


@dataclass(frozen=True, kw_only=True)
class AddressChanged(AddressFact):
    changed: list[str]  # names of fields


@dataclass(frozen=True, kw_only=True)
class AddressRemoved(AddressFact):
    pass


@dataclass(frozen=True, kw_only=True)
class AddressChecked(AddressFact):
    """Somebody had a test mail sent to it."""
