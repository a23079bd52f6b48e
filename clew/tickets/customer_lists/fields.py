"""What a filter may ask, of people and of groups."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from clew.analytics.models import Band, UsageMetric
from clew.people.models import Account, AccountOwner, Group, OwnerKind
from clew.people.staff_queries import active_staff
from clew.tickets.conditions import ConditionField
from clew.tickets.conditions import Kind as Of
from clew.tickets.conditions import columns as plain
from clew.tickets.conditions.properties import MAX_KEY, property_holds
from clew.tickets.conditions.times import column as moment
from clew.tickets.customer_lists import asking
from clew.tickets.customer_lists.asking import Holds
from clew.tickets.customer_lists.kinds import Kind

Choices = Iterable[tuple[str, str]]
OFFERED = 200  # of an open list
CUSTOMER, MONEY, WORK, USAGE = "Customer", "Account", "Support", "Usage"
PROPERTY, METRIC = "properties.", "metric."
NUMBERS = (("mrr", "MRR"), ("arr", "ARR"), ("seats", "Seats"), ("seats_used", "Seats used"))
OWNERS = {"csm": "CSM", "tam": "TAM", "ae": "AE"}


def _plans() -> Choices:
    found = Group.objects.exclude(plan="").order_by("plan").values_list("plan", flat=True)
    return [(plan, plan.capitalize()) for plan in found.distinct()[:OFFERED]]


def _of_accounts(column: str) -> Callable[[], Choices]:
    def choices() -> Choices:
        found = Account.objects.exclude(**{column: ""}).order_by(column)
        return [(each, each) for each in found.values_list(column, flat=True).distinct()[:OFFERED]]

    return choices


def _owners(**kind: str) -> Callable[[], Choices]:
    def choices() -> Choices:
        people = [(str(staff.pk), staff.name) for staff in active_staff()]
        others = AccountOwner.objects.filter(**kind, staff=None).exclude(name="")
        names = others.order_by("name").values_list("name", flat=True).distinct()[:OFFERED]
        others_named = [(name, name) for name in names]
        return [("me", "Me"), ("nobody", "Nobody"), *people, *others_named]

    return choices


def _number(
    name: str, label: str, holds: Holds, section: str, *, empty: bool = True
) -> ConditionField:
    return ConditionField(name, label, Of.NUMBER, holds, clearable=empty, section=section)


def _counts(to: str) -> list[ConditionField]:
    return [
        _number(
            name, label, asking.counted(asking.tickets_of(to, urgent=urgent), to), WORK, empty=False
        )
        for name, label, urgent in (
            ("open_tickets", "Open tickets", False),
            ("urgent_tickets", "Urgent tickets", True),
        )
    ]


def _seen() -> list[ConditionField]:
    return [
        ConditionField(
            "last_seen",
            "Last seen",
            Of.TIME,
            moment("last_seen_at"),
            clearable=True,
            section=CUSTOMER,
        ),
        ConditionField("first_seen", "First seen", Of.TIME, moment("created_at"), section=CUSTOMER),
    ]


def _text(
    name: str, label: str, holds: Holds, section: str, choices: Callable[[], Choices] | None = None
) -> ConditionField:
    return ConditionField(name, label, Of.TEXT, holds, choices=choices, section=section)


GROUPS = [
    _text("name", "Name", plain.text("name"), CUSTOMER),
    _text("key", "Key", plain.text("key"), CUSTOMER),
    *_seen(),
    _number("people", "People", asking.counted(asking.members, "group_id"), CUSTOMER, empty=False),
    *_counts("account_id"),
    ConditionField("notes", "Has notes", Of.YES_NO, asking.noted("group"), section=WORK),
]
ACCOUNTS = [
    _text("plan", "Plan", plain.text("plan"), MONEY, _plans),
    *(
        _number(name, label, asking.of_account_row(asking.number(name)), MONEY)
        for name, label in NUMBERS
    ),
    *(
        ConditionField(
            name, label, Of.AHEAD, asking.of_account_row(asking.ahead(f"{name}_at")),
            clearable=True, section=MONEY,
        )
        for name, label in (("trial_ends", "Trial ends"), ("renews", "Renews"))
    ),
    *(
        _text(name, label, asking.of_account_row(plain.text(name)), MONEY, _of_accounts(name))
        for name, label in (("region", "Region"), ("risk", "Risk"))
    ),
    *(
        ConditionField(
            kind, OWNERS[kind], Of.CHOICE, asking.owned(kind=kind),
            choices=_owners(kind=kind), section=MONEY,
        )
        for kind in OwnerKind.values
    ),
    ConditionField(
        "owner", "CSM, TAM or AE", Of.CHOICE, asking.owned(), choices=_owners(), section=MONEY
    ),
    _number("health", "Health", asking.of_health(asking.number("score")), USAGE, empty=False),
    ConditionField(
        "health_band", "Health band", Of.CHOICE, asking.of_health(plain.choice("band")),
        choices=lambda: [(str(value), str(label)) for value, label in Band.choices],
        closed=True, section=USAGE,
    ),
    _number("health_change", "Health, change", asking.of_health(asking.number("moved")), USAGE),
]  # fmt: skip
PEOPLE = [
    _text("name", "Name", plain.text("name"), CUSTOMER),
    _text("email", "Email", plain.text("email"), CUSTOMER),
    ConditionField(
        "identified", "Identified", Of.YES_NO, asking.flag("is_identified"), section=CUSTOMER
    ),
    *_seen(),
    *_counts("requester_id"),
    ConditionField("notes", "Has notes", Of.YES_NO, asking.noted("person"), section=WORK),
    _text("account", "Account name", asking.through_account(plain.text("name")), MONEY),
    *(replace(each, holds=asking.through_account(each.holds)) for each in ACCOUNTS),
]
TABLES = {
    "people": {each.name: each for each in PEOPLE},
    "accounts": {each.name: each for each in (*GROUPS, *ACCOUNTS)},
    "groups": {each.name: each for each in GROUPS},
}


def table_of(kind: Kind) -> str:
    return "people" if kind.is_people else "accounts" if kind.is_account else "groups"


def fields_of(kind: Kind) -> dict[str, ConditionField]:
    return TABLES[table_of(kind)]


def property_field(key: str) -> ConditionField | None:
    if not key or len(key) > MAX_KEY or "\x00" in key:
        return None
    holds = property_holds("properties", key)
    return ConditionField(f"{PROPERTY}{key}", key, Of.PROPERTY, holds, section="Properties")


def metric_field(metric: UsageMetric) -> ConditionField:
    name = f"{METRIC}{metric.slug}"
    return _number(name, metric.name, asking.of_figure(metric), "Usage metrics")
