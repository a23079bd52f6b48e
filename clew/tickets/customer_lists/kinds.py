"""What a list is of: people, accounts, or groups of another type."""

from dataclasses import dataclass

from django.db.models import QuerySet

from clew.people.models import Environment, Group, GroupType, Person
from clew.people.queries.doors import Reader, groups_visible_to, persons_visible_to

PEOPLE = "people"
Customer = Person | Group
IRREGULAR = {"ay", "ey", "oy", "uy"}


@dataclass(frozen=True)
class Kind:
    """``name`` is "people", or ":" and a type's name, as ``CustomerList.kind``."""

    name: str
    type: GroupType | None = None

    @property
    def is_people(self) -> bool:
        return self.type is None

    @property
    def is_account(self) -> bool:
        return self.type is not None and self.type.is_account

    @property
    def label(self) -> str:
        if self.type is None:
            return "People"
        return "Accounts" if self.type.is_account else plural(self.type.name)


@dataclass(frozen=True)
class Asked:
    """Whose list, and of what."""

    reader: Reader
    environment: Environment
    kind: Kind

    def customers(self) -> "QuerySet[Person] | QuerySet[Group]":
        """Everybody of the kind whom the reader may see; nobody who became somebody else."""
        if self.kind.is_people:
            return persons_visible_to(self.reader, self.environment)
        groups = groups_visible_to(self.reader, self.environment)
        return groups.filter(type=self.kind.type, merged_into__isnull=True)


def kinds_of(environment: Environment) -> list[Kind]:
    """Accounts first. One statement."""
    types = GroupType.objects.filter(environment=environment).order_by("-is_account", "index")
    groups = [Kind(f":{one.name}", one) for one in types]
    first = [kind for kind in groups if kind.is_account]
    return [*first, Kind(PEOPLE), *groups[len(first) :]]


def plural(name: str) -> str:
    """ "company" is "Companies"."""
    if name.endswith("s") and not name.endswith("ss"):
        return name.capitalize()
    if name.endswith("y") and name[-2:] not in IRREGULAR:
        return f"{name[:-1]}ies".capitalize()
    return f"{name}{'es' if name.endswith('s') else 's'}".capitalize()
