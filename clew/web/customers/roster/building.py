"""The form of one filter, drawn with the row of the views' builder; and the picker of columns."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict

from clew.tickets.conditions import ConditionField, FieldFamily
from clew.tickets.customer_lists.columns import Column
from clew.tickets.customer_lists.filters import parsed_filter
from clew.tickets.customer_lists.vocabulary import Vocabulary
from clew.tickets.views.condition_rows import UNITS, Row, fitting
from clew.web.customers.roster.state import State

AT = "c"  # the row's place in the form


@dataclass
class FilterRow(Row):
    """A row whose fields are of customers."""

    vocabulary: Vocabulary | None = field(default=None)

    @cached_property
    def known(self) -> ConditionField | None:
        return self.vocabulary.field(self.name) if self.vocabulary else None

    @property
    def family(self) -> FieldFamily | None:
        return None


def row_of(form: QueryDict, known: Vocabulary) -> FilterRow:
    """As it was sent, also where it is wrong or unfinished."""
    name = form.get(f"{AT}.field", "name")
    value = [each for each in form.getlist(f"{AT}.value") if each.strip()]
    if f"{AT}.unit" in form and value:
        unit = form[f"{AT}.unit"]
        value = [f"{value[0]}{unit if unit in UNITS else 'd'}"]
    if form.get(f"{AT}.takes") == "texts":
        value = [part.strip() for text in value for part in text.split(",") if part.strip()]
    if form.get(f"{AT}.was", name) != name:
        value = []
    row = FilterRow(AT, name, "", form.get(f"{AT}.operator", ""), value, vocabulary=known)
    if row.known is None:
        row = FilterRow(AT, "name", vocabulary=known)
    fitting(row)
    return row


def offered(known: Vocabulary) -> list[tuple[str, list[tuple[str, str]]]]:
    """Fields by section, for the first picker of a row."""
    sections: dict[str, list[tuple[str, str]]] = {}
    for each in known.all_fields():
        sections.setdefault(each.section, []).append((each.name, each.label))
    return list(sections.items())


def with_filter(state: State, form: QueryDict, row: FilterRow) -> State | None:
    """The list with one more condition; None, and words in the row, when it is wrong."""
    try:
        item = parsed_filter(row.data(), state.listing.known)
    except ValidationError as error:
        row.error = " ".join(error.messages)
        return None
    filters = state.listing.filters
    parts: dict[str, Any] = {"all": filters.all, "any": filters.any}
    place = "any" if form.get("how") == "any" else "all"
    if item not in parts[place]:
        parts[place] = (*parts[place], item)
    return state.but(filters=type(filters)(**parts))


@dataclass(frozen=True)
class Section:
    name: str
    columns: list[Column]


def picker_of(state: State) -> list[Section]:
    """What is not shown yet, by section."""
    shown = set(state.listing.column_names)
    found: dict[str, list[Column]] = {}
    for column in state.listing.known.all_columns():
        if column.name not in shown:
            found.setdefault(column.section, []).append(column)
    return [Section(name, columns) for name, columns in found.items()]
