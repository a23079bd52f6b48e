"""What is copied. Whoever owns the rows registers them, in the app's ``ready()``."""

from dataclasses import dataclass
from typing import LiteralString


@dataclass(frozen=True, slots=True)
class Mirrored:
    """``name`` is what triggers note, ``store`` the event store's table.

    ``values`` are the columns there and what fills them, as SQL over ``rows``: a FROM clause.
    Instants are written by ``instant()``. Rows that ``where`` leaves out count as deleted.
    Another ``version`` copies everything anew.
    """

    name: str
    store: str
    key: LiteralString  # person.id
    key_type: LiteralString  # uuid or bigint
    rows: LiteralString  # people_person AS person
    values: dict[LiteralString, LiteralString]
    where: LiteralString = "true"
    version: int = 1

    @property
    def select(self) -> LiteralString:
        """Of (key, the row as JSON); ``%b`` is the version of the copies."""
        pairs: LiteralString = ", ".join(f"'{name}', {sql}" for name, sql in self.values.items())
        return (
            f"SELECT {self.key}::text, json_build_object('version', %b::bigint, {pairs})::text "  # noqa: S608
            f"FROM {self.rows} WHERE ({self.where})"
        )


def instant(column: LiteralString) -> LiteralString:
    """Seconds since 1970 to the millisecond, as the event store reads them."""
    return f"round(extract(epoch FROM {column}), 3)"


MIRRORED: dict[str, Mirrored] = {}


def register(mirrored: Mirrored) -> None:
    if MIRRORED.setdefault(mirrored.name, mirrored) is not mirrored:
        raise ValueError(f"Two tables are mirrored as {mirrored.name}")
