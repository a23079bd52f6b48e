"""The health of the ticket's account: its score, and in which band that is."""

from collections.abc import Callable

from django.db.models import Exists, OuterRef, Q

from clew.analytics.models import Band, Health
from clew.tickets.conditions import columns
from clew.tickets.conditions.asking import Test
from clew.tickets.conditions.fields import ConditionField, register
from clew.tickets.conditions.operators import Kind

SECTION = "Account"


def _of_health(inner: Callable[[Test], Q]) -> columns.Holds:
    """A ticket without an account, or whose account has no score, has no health."""

    def holds(test: Test) -> Q:
        asked = Health.objects.filter(group=OuterRef("account_id")).order_by()
        return Q(Exists(asked if test.operator == "set" else asked.filter(inner(test))))

    return holds


register(
    ConditionField(
        "account_health",
        "Account health",
        Kind.NUMBER,
        _of_health(columns.number("score")),
        section=SECTION,
    ),
    ConditionField(
        "account_health_band",
        "Account health band",
        Kind.CHOICE,
        _of_health(columns.choice("band")),
        choices=lambda: [(str(value), str(label)) for value, label in Band.choices],
        closed=True,
        clearable=True,
        section=SECTION,
    ),
)
