"""Actions that tell staff: a notification to somebody, or an internal note on the ticket."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q

from clew.core.ids import id_in
from clew.people.models import NotificationKind, Role, Staff, Team
from clew.people.notifications import notify
from clew.people.staff_queries import active_staff, team_choices
from clew.routing.automations.vocabulary import Act, RuleAction, register
from clew.tickets.actions.messages import post
from clew.tickets.macros.rendering import complaints
from clew.tickets.macros.values import render_for
from clew.tickets.models import AuthorKind, Message, Ticket
from clew.tickets.queries import tickets_readable_by
from clew.tickets.validation import MAX_BODY, checked_body, one_line

MAX_TEXT = 200  # characters of a notification
GROUPS: dict[str, tuple[str, Callable[[Ticket], Q]]] = {
    "assignee": ("the assignee", lambda ticket: Q(pk=ticket.assignee_id)),
    "team": ("its team", lambda ticket: Q(teams=ticket.team_id) & Q(teams__isnull=False)),
    "followers": (
        "its followers",
        lambda ticket: Q(pk__in=ticket.followers.exclude(staff=None).values("staff")),
    ),
    "leads": ("the leads", lambda _: Q(role=Role.LEAD)),
    "admins": ("the admins", lambda _: Q(role__in=[Role.OWNER, Role.ADMIN])),
}


def recipients(to: str, ticket: Ticket) -> list[Staff]:
    """Active ones who may read the ticket; nobody hears of what they must not see."""
    found = active_staff().filter(_who(to, ticket)).distinct()
    return [staff for staff in found if _reads(staff, ticket)]


def recipient_choices() -> list[list[str]]:
    """Value and label, for a form."""
    groups = [[name, label[:1].upper() + label[1:]] for name, (label, _) in GROUPS.items()]
    teams = [[f"team:{team.pk}", f"Team {team}"] for team in team_choices()]
    return groups + teams + [[f"staff:{staff.pk}", str(staff)] for staff in active_staff()]


def _who(to: str, ticket: Ticket) -> Q:
    if to in GROUPS:
        return GROUPS[to][1](ticket)
    kind, _, pk = to.partition(":")
    found = id_in(pk) or 0
    return Q(pk=found) if kind == "staff" else Q(teams=found)


def _reads(staff: Staff, ticket: Ticket) -> bool:
    return tickets_readable_by(staff).filter(pk=ticket.pk).exists()


def _checked_notice(value: Any) -> dict[str, str]:
    given = value if isinstance(value, dict) else {"to": value}
    to = str(given.get("to") or "")
    if to not in GROUPS and _named(to) is None:
        raise ValidationError("Choose who is told.")
    text = one_line(str(given.get("text") or ""))[:MAX_TEXT]
    return {"to": to, "text": text}


def _named(to: str) -> Staff | Team | None:
    kind, _, pk = to.partition(":")
    if kind not in {"staff", "team"}:
        return None
    rows: Any = active_staff() if kind == "staff" else team_choices()
    return rows.filter(pk=id_in(pk) or 0).first()  # type: ignore[no-any-return]  # of either model


def _label(to: str) -> str:
    if to in GROUPS:
        return GROUPS[to][0]
    found = _named(to)
    return f"team {found}" if isinstance(found, Team) else str(found or "somebody who left")


def _notify(act: Act) -> str | None:
    told = recipients(act.value["to"], act.ticket)
    text = act.value["text"] or act.firing.rule_name
    for staff in told:
        notify(
            staff=staff,
            kind=NotificationKind.RULE,
            subject=f"ticket/{act.ticket.number}",
            text=f"{text}: {act.ticket}",
            url=act.ticket.get_absolute_url(),
            at=act.firing.at,
            by=act.by,
            key=f"firing/{act.firing.pk}",
            snippet=f"Because {act.firing.because}",
        )
    return f"told {_label(act.value['to'])}" if told else None


def _checked_words(value: Any) -> str:
    text = checked_body(str(value or ""))
    if said := complaints(text):
        raise ValidationError(said)
    return text[:MAX_BODY]


def _note(act: Act) -> str:
    made = render_for(act.value, act.ticket, staff=None, agent=act.by.name)
    post(act.ticket, system_message(act, made.markdown, public=False), attachments=(), by=act.by)
    act.firing.changes += 1
    return "wrote a note"


def system_message(act: Act, body: str, *, public: bool) -> Message:
    return Message(
        ticket=act.ticket,
        public=public,
        author_kind=AuthorKind.SYSTEM,
        author_name=act.by.name[:200],
        body=checked_body(body),
        channel=act.ticket.channel,
        created_at=act.firing.at,
    )


register(
    RuleAction("notify", _checked_notice, _notify, lambda value: f"Tell {_label(value['to'])}")
)
register(RuleAction("note", _checked_words, _note, lambda _: "Write an internal note", writes=True))
