"""What the page is told at its beginning."""

from typing import Any

from django.urls import reverse

from clew.analytics.models import SavedQuery
from clew.analytics.sql.compiling import DEFAULT_ROWS, MOST_ROWS
from clew.analytics.sql.pages.saved import may_change, may_delete
from clew.analytics.sql.pages.shipped import written_for
from clew.analytics.sql.reading import MAX_TEXT
from clew.people.models import Environment, GroupType, Staff
from clew.people.requests import StaffRequest


def page_context(request: StaffRequest, saved: SavedQuery | None = None) -> dict[str, Any]:
    staff = request.user
    types = group_types_of(request.environment)
    told = {
        "staff": staff.pk,
        "environment": request.environment.name,
        "maySave": staff.can_reply_publicly,
        "limits": {"rows": DEFAULT_ROWS, "most": MOST_ROWS, "text": MAX_TEXT},
        "groups": {str(each.index): each.name for each in types},
        "accounts": next((each.name for each in types if each.is_account), ""),
        "saved": described(saved, staff, types) if saved else None,
    }
    return {"tab": "sql", "told": told, "saved": saved, "is_admin": staff.reads_every_team}


def group_types_of(environment: Environment) -> list[GroupType]:
    return list(GroupType.objects.filter(environment=environment))


def described(saved: SavedQuery, staff: Staff, types: list[GroupType]) -> dict[str, Any]:
    """As the page's script holds it."""
    accounts = next((each.index for each in types if each.is_account), 0)
    return {
        "id": saved.pk,
        "address": reverse("insights-sql-saved", args=[saved.pk]),
        "name": saved.name,
        "description": saved.description,
        "shared": saved.shared,
        "sql": written_for(saved.sql, accounts) if saved.preset else saved.sql,
        "parameters": saved.parameters,
        "chart": saved.chart,
        "seen": saved.updated_at.isoformat(),
        "mayChange": may_change(staff, saved),
        "mayDelete": may_delete(staff, saved),
        "owner": _owner(saved, staff),
    }


def _owner(saved: SavedQuery, staff: Staff) -> str:
    if saved.preset:
        return "Clew"
    if saved.owner_id == staff.pk:
        return "you"
    return saved.owner.name if saved.owner else ""
