"""Who did it: every action takes ``by=`` an actor."""

from dataclasses import dataclass
from typing import Protocol


class Named(Protocol):
    @property
    def pk(self) -> object: ...


@dataclass(frozen=True, slots=True)
class Actor:
    """``kind`` is staff, customer, token or system; ``id`` is empty for the system."""

    kind: str
    id: str = ""
    name: str = ""

    @classmethod
    def staff(cls, staff: Named) -> "Actor":
        return cls("staff", str(staff.pk), str(staff))

    @classmethod
    def customer(cls, person: Named) -> "Actor":
        return cls("customer", str(person.pk), str(person))

    @classmethod
    def token(cls, token: Named) -> "Actor":
        return cls("token", str(token.pk), str(token))


SYSTEM = Actor("system", name="Clew")
