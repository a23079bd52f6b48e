"""Asking tickets for their product group and for who owns them."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat, LPad

from clew.core.ids import ids_in
from clew.people.models import ApiToken, Staff, Team
from clew.routing.models import AreaOwnership, ProductGroup, Sme
from clew.tickets.conditions.asking import Test
from clew.tickets.conditions.fields import Choices, ConditionField, register
from clew.tickets.conditions.operators import Kind
from clew.tickets.models import Area, Ticket
from clew.tickets.queries.orders import Grouping, Key, register_grouping

MINE, SUPPORT, NOBODY = "mine", "support", "none"
DIGITS = 5  # of a place in the order


def in_groups(groups: QuerySet[ProductGroup]) -> Q:
    """Tickets of areas in these groups; those in no group stand in the unclassified one."""
    ids = groups.order_by().values("pk")
    listed = AreaOwnership.objects.filter(group__in=ids).values("area__name")
    grouped = AreaOwnership.objects.filter(group__isnull=False).values("area__name")
    rest = Q(Exists(groups.order_by().filter(unclassified=True))) & ~Q(area__in=grouped)
    return Q(area__in=listed) | rest


def groups_of(asker: Staff | AnonymousUser | ApiToken) -> QuerySet[ProductGroup]:
    """What is shared by all, and what they are the SME of."""
    mine = Q(shared=True)
    if isinstance(asker, Staff):
        mine |= Q(pk__in=Sme.objects.filter(staff=asker.pk).values("group"))
    return ProductGroup.objects.filter(mine)


def _group(test: Test) -> Q:
    found = Q(slug__in=[each for each in test.value if each != MINE])
    if MINE in test.value:
        found |= Q(pk__in=groups_of(test.asker).values("pk"))
    return in_groups(ProductGroup.objects.filter(found))


def _owner(test: Test) -> Q:
    """Of the area as it is now; the team of the ticket itself may be another."""
    if test.operator == "set":
        return Q(area__in=Area.objects.filter(team__isnull=False).order_by().values("name"))
    teams = ids_in(test.value)
    owned = Area.objects.filter(team_id__in=teams).order_by()
    found = Q(area__in=owned.values("name"))
    if NOBODY in test.value:
        found |= ~Q(area__in=Area.objects.filter(team__isnull=False).order_by().values("name"))
    return found


def _support_first(_: Test) -> Q:
    """Unless an area says otherwise, support answers first."""
    others = AreaOwnership.objects.filter(support_first=False, area__team__isnull=False)
    return ~Q(area__in=others.values("area__name"))


def _groups() -> Choices:
    known = [(group.slug, group.name) for group in ProductGroup.objects.all()]
    return [(MINE, "My product groups"), *known]


def _teams() -> Iterable[tuple[str, str]]:
    return [(NOBODY, "Nobody"), *((str(team.pk), team.name) for team in Team.objects.all())]


def _key() -> Key:
    """“00002Flags”: the groups in their order, and the name to head them with."""
    shown = Concat(
        LPad(Cast("position", CharField()), DIGITS, Value("0")), "name", output_field=CharField()
    )
    own = ProductGroup.objects.filter(areas__area__name=OuterRef("area")).order_by("pk")
    rest = ProductGroup.objects.filter(unclassified=True).order_by("pk")
    expression = Coalesce(
        Subquery(own.annotate(shown=shown).values("shown")[:1]),
        Subquery(rest.annotate(shown=shown).values("shown")[:1]),
        Value("9" * DIGITS + "Unclassified"),
        output_field=CharField(),
    )
    return Key(expression, _key_of, str, needs=("area",), kept="product_group")


def _key_of(ticket: Ticket) -> str:
    """Rows bring it along; a ticket's own page asks for it when the view is grouped so."""
    known: Any = vars(ticket).get("product_group")
    if known is None:
        rows = Ticket.objects.filter(pk=ticket.pk).order_by()
        known = rows.values_list(_key().expression, flat=True).get()
    return str(known)


register(
    ConditionField("group", "Product group", Kind.CHOICE, _group, choices=_groups),
    ConditionField("owner", "Owning team", Kind.CHOICE, _owner, choices=_teams, clearable=True),
    ConditionField("support_first", "Support answers first", Kind.YES_NO, _support_first),
)
register_grouping(
    Grouping("group", "Product group", (_key(),), lambda ticket: _key_of(ticket)[DIGITS:])
)
