"""A condition as a person would say it: “Severity is Critical or High”."""

from collections.abc import Mapping

from clew.tickets.conditions.operators import Takes
from clew.tickets.conditions.tree import Item

UNITS = {"h": "hour", "d": "day"}
SHOWN = 3  # values


def words(item: Item, labels: Mapping[str, str] | None = None) -> str:
    """``labels`` are of the field's choices, when somebody has them at hand."""
    operator = item.field.operator(item.operator)
    said = operator.label if operator else item.operator
    if operator is None or operator.takes is Takes.NOTHING:
        return (
            f"{item.field.label}: {said}" if said in {"yes", "no"} else f"{item.field.label} {said}"
        )
    if operator.takes is Takes.SPAN:
        before, _, after = said.partition("…")
        return " ".join(f"{item.field.label} {before} {span(item.value)} {after}".split())
    return f"{item.field.label} {said} {_values(item, labels or {})}"


def span(text: str) -> str:
    """“3 days”, “1 hour”."""
    count, unit = int(text[:-1]), UNITS[text[-1]]
    return f"{count} {unit}{'' if count == 1 else 's'}"


def _values(item: Item, labels: Mapping[str, str]) -> str:
    given = item.value if isinstance(item.value, list) else [item.value]
    names = [labels.get(str(each), str(each)) for each in given]
    more = f" or {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return " or ".join(names[:SHOWN]) + more
