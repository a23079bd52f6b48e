"""What happens to saved queries, and who takes rows away in a file."""

from dataclasses import dataclass

from clew.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class QueryFact(Fact):
    query: int  # its id
    query_name: str
    shared: bool

    @property
    def subject(self) -> str:
        return f"query/{self.query}"


@dataclass(frozen=True, kw_only=True)
class QuerySaved(QueryFact):
    """A new one."""


@dataclass(frozen=True, kw_only=True)
class QueryChanged(QueryFact):
    """``changed`` are the names of the fields."""

    changed: list[str]


@dataclass(frozen=True, kw_only=True)
class QueryDeleted(QueryFact):
    """It can come back."""


@dataclass(frozen=True, kw_only=True)
class QueryRestored(QueryFact):
    """It was deleted and is back."""


@dataclass(frozen=True, kw_only=True)
class RowsExported(Fact):
    """Somebody took this many rows of a query away in a file."""

    run: str  # the id of the run on record
    environment: str
    rows: int
    columns: list[str]

    @property
    def subject(self) -> str:
        return f"query-run/{self.run}"
