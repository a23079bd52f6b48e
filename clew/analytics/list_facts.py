"""What happens to lists of customers, and who takes customers away in a file."""

from dataclasses import dataclass

from clew.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class ListFact(Fact):
    list: int  # its id
    list_name: str
    environment: str

    @property
    def subject(self) -> str:
        return f"customer-list/{self.list}"


@dataclass(frozen=True, kw_only=True)
class CustomerListCreated(ListFact):
    shared: bool


@dataclass(frozen=True, kw_only=True)
class CustomerListChanged(ListFact):
    """``changed`` are the names of the fields."""

    changed: list[str]


@dataclass(frozen=True, kw_only=True)
class CustomerListDeleted(ListFact):
    shared: bool


@dataclass(frozen=True, kw_only=True)
class CustomersExported(Fact):
    """Somebody took this many customers away in a file."""

    list_name: str
    environment: str
    kind: str
    customers: int
    columns: list[str]
    filter: str

    @property
    def subject(self) -> str:
        return "customers"
