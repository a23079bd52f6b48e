"""Who else is on a ticket, in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from clew.people.models import Staff
from clew.tickets.models import Doing, Presence

PRESENT = timedelta(seconds=35)  # after the last word of a tab; it says one every 15 seconds
STRENGTH = (Doing.VIEWING, Doing.NOTE, Doing.REPLY)


@dataclass(frozen=True)
class Company:
    """``people`` with the busiest first; ``words`` such as “Noor is writing a reply…”."""

    people: tuple[Staff, ...]
    words: str
    is_writing: bool


def strongest(doings: Iterable[str]) -> str:
    """What a person does who does these in several tabs; "" for nobody there."""
    return max(doings, key=lambda each: STRENGTH.index(Doing(each)), default="")


def company(rows: Iterable[Presence]) -> Company:
    """Two tabs of one person are one person."""
    people: dict[int, Staff] = {}
    tabs: dict[int, list[str]] = {}
    for row in rows:
        people[row.staff_id] = row.staff
        tabs.setdefault(row.staff_id, []).append(row.doing)
    doing = {pk: strongest(each) for pk, each in tabs.items()}
    busiest = sorted(people, key=lambda pk: -STRENGTH.index(Doing(doing[pk])))
    most = doing[busiest[0]] if busiest else ""
    names = [_first_name(people[pk]) for pk in busiest if doing[pk] == most]
    return Company(
        tuple(people[pk] for pk in busiest),
        _sentence(names, most),
        most in {Doing.REPLY, Doing.NOTE},
    )


def _sentence(names: Sequence[str], doing: str) -> str:
    if not names:
        return ""
    what = str(Doing(doing).label) + ("" if doing == Doing.VIEWING else "…")
    if len(names) == 1:
        return f"{names[0]} {what}"
    who = f"{names[0]} and {names[1] if len(names) == 2 else f'{len(names) - 1} others'}"  # noqa: PLR2004
    return f"{who} {what.replace('is ', 'are ', 1)}"


def _first_name(staff: Staff) -> str:
    return str(staff).split(maxsplit=1)[0]
