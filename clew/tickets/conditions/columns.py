"""Fields that are columns of a ticket, or say something of its people and account."""

from collections.abc import Callable

from django.db.models import Exists, OuterRef, Q

from clew.core.ids import ids_in
from clew.people.models import Group, Person, Team
from clew.tickets.conditions.asking import Test

Holds = Callable[[Test], Q]


def choice(column: str, *, empty: str | None = None) -> Holds:
    """``empty`` is what the column holds when nothing was chosen."""

    def holds(test: Test) -> Q:
        if test.operator == "set":
            return ~Q(**{column: empty})
        if test.operator == "contains":
            return Q(**{f"{column}__icontains": test.value})
        return Q(**{f"{column}__in": test.value})

    return holds


def text(column: str) -> Holds:
    return lambda test: text_of(column, test)


def text_of(column: str, test: Test) -> Q:
    """Upper and lower case are the same."""
    match test.operator:
        case "set":
            return ~Q(**{column: ""})
        case "contains":
            return Q(**{f"{column}__icontains": test.value})
        case _:
            either = [Q(**{f"{column}__iexact": value}) for value in test.value]
            return Q(*either, _connector=Q.OR)


def number(column: str) -> Holds:
    lookups = {"is": "exact", "gt": "gt", "lt": "lt"}
    return lambda test: Q(**{f"{column}__{lookups[test.operator]}": test.value})


def tags(test: Test) -> Q:
    return ~Q(tags=[]) if test.operator == "set" else Q(tags__overlap=test.value)


def of_requester(inner: Callable[[Test], Q]) -> Holds:
    def holds(test: Test) -> Q:
        asked = Person.objects.filter(pk=OuterRef("requester_id")).order_by()
        return Q(Exists(asked.filter(inner(test))))

    return holds


def of_account(inner: Callable[[Test], Q]) -> Holds:
    """A ticket without an account has no name, no plan, no properties."""

    def holds(test: Test) -> Q:
        asked = Group.objects.filter(pk=OuterRef("account_id")).order_by()
        return Q(Exists(asked.filter(inner(test))))

    return holds


def assignee(test: Test) -> Q:
    if test.operator == "set":
        return Q(assignee__isnull=False)
    people = ids_in(test.value)
    people += [test.me] if "me" in test.value and test.me is not None else []
    found = Q(assignee_id__in=people) & Q(assignee__isnull=False)
    return found | Q(assignee__isnull=True) if "nobody" in test.value else found


def team(test: Test) -> Q:
    if test.operator == "set":
        return Q(team__isnull=False)
    teams = ids_in(test.value)
    found = Q(team_id__in=teams) & Q(team__isnull=False)
    if "mine" in test.value and test.me is not None:
        found |= Q(team__in=Team.objects.filter(members=test.me).order_by())
    return found | Q(team__isnull=True) if "none" in test.value else found


def waits_for_us(active: tuple[str, ...]) -> Holds:
    return lambda _: Q(status__in=active, last_message_by="customer")


def verified(_: Test) -> Q:
    return Q(verified=True)
