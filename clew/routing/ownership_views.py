"""The views of the inbox that ownership adds: one's product groups, what is unclassified, a group.

Channels narrow “My product groups” when an admin says so; asked inside the statement, since every
page counts this view.
"""

from typing import Any

from django.db.models import CharField, Exists, F, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat, Replace

from clew.core.models import Setting
from clew.routing.models import ProductGroup
from clew.routing.ownership_conditions import MINE, groups_of, in_groups
from clew.routing.ownership_options import SME_CHANNELS
from clew.tickets.models.tickets import UNSOLVED
from clew.tickets.queries.doors import Reader
from clew.tickets.queries.registered_views import register_view, register_views
from clew.tickets.queries.views import View

MY_GROUPS, UNCLASSIFIED = "my-groups", "unclassified"
QUEUE = "queue"


def _same(field: str, operator: str, value: Any) -> dict[str, Any]:
    unsolved = {"field": "status", "operator": "is", "value": [str(each) for each in UNSOLVED]}
    return {"all": [unsolved, {"field": field, "operator": operator, "value": value}]}


def _mine(reader: Reader) -> Q:
    return Q(status__in=UNSOLVED) & in_groups(groups_of(reader)) & _in_channels()


def _in_channels() -> Q:
    """The setting holds a JSON text: "widget, slack"; without it every channel counts."""
    bare = Replace(Cast("value", CharField()), Value(" "))
    bare = Replace(bare, Value('"'))
    row = Setting.objects.filter(key=SME_CHANNELS.key).annotate(bare=bare).exclude(bare="")
    wanted = Concat(Value(","), OuterRef("channel"), Value(","), output_field=CharField())
    listed = Concat(Value(","), F("bare"), Value(","), output_field=CharField())
    named = row.annotate(listed=listed).filter(listed__contains=wanted)
    return ~Q(Exists(row)) | Q(Exists(named))


def _of_group(slug: str) -> View | None:
    group = ProductGroup.objects.filter(slug=slug).first() if "\x00" not in slug else None
    if group is None:
        return None
    groups = ProductGroup.objects.filter(pk=group.pk)
    return View(
        group.view,
        group.name,
        "folder",
        lambda _: Q(status__in=UNSOLVED) & in_groups(groups),
        sort=QUEUE,
        same=_same("group", "is", [slug]),
    )


register_view(
    View(
        MY_GROUPS,
        "My product groups",
        "layers",
        _mine,
        sort=QUEUE,
        same=_same("group", "is", [MINE]),
        apart=True,
        timeless=True,
        description="Tickets of the groups you are the SME of, and of those shared by all.",
    ),
    after="mine",
)
register_view(
    View(
        UNCLASSIFIED,
        "Unclassified",
        "help",
        lambda _: Q(status__in=UNSOLVED, area=""),
        sort=QUEUE,
        same=_same("area", "not_set", ""),
        apart=True,
        timeless=True,
        description="Tickets without a product area. Shift P gives them one.",
    ),
    after=MY_GROUPS,
)
register_views("group-", _of_group)
