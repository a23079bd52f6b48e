"""Who of staff hears of warnings, breaches and unknown plans, in the app and by mail.

Each is safe to run twice: a notification's key is what it tells of.
"""

from collections.abc import Iterable
from datetime import datetime

from clew.core import clock
from clew.core.actors import SYSTEM
from clew.core.facts import Recorded, reaction, reaction_together
from clew.core.models import FactRecord
from clew.coverage.queries import away
from clew.people.models import NotificationKind, Role, Staff
from clew.people.notifications import Word, notify, notify_of_many
from clew.people.staff_queries import active_staff
from clew.routing.facts import CustomerChanged, TargetBreached, TargetWarned
from clew.routing.models import Target
from clew.tickets.due import METRICS
from clew.tickets.models import Ticket
from clew.tickets.notifying import NEWS, is_news
from clew.tickets.queries import tickets_readable_by

LEADS = {Role.LEAD, Role.ADMIN, Role.OWNER}


def _plan_unknown(row: FactRecord, _batched: bool) -> bool:
    """What a ticket began with; that policies ask for a plan only later, refreshing notices."""
    return row.payload["before"] is None and not row.payload["plan_known"] and is_news(row)


@reaction(TargetWarned, when=is_news)
def warn_of_a_breach(recorded: Recorded) -> None:
    """Unless it was met in the meantime."""
    fact: TargetWarned = recorded.fact
    ticket = _ticket(fact.number)
    still = Target.objects.filter(
        ticket=ticket, metric=fact.metric, instance=fact.instance, state="running"
    )
    if ticket is None or not still.exists():
        return
    left = "an hour" if fact.hours == 1 else f"{fact.hours} hours"
    text = f"{_name(fact.metric)} due within {left}: {ticket}"
    _tell(recorded, NotificationKind.TARGET_WARNING, ticket, text)


@reaction(TargetBreached, when=is_news)
def tell_of_a_breach(recorded: Recorded) -> None:
    fact: TargetBreached = recorded.fact
    if ticket := _ticket(fact.number):
        text = f"{_name(fact.metric)} is overdue: {ticket}"
        _tell(recorded, NotificationKind.TARGET_BREACHED, ticket, text)


@reaction_together(CustomerChanged, when=_plan_unknown)
def tell_of_unknown_plans(recorded: list[Recorded]) -> None:
    alert_leads(each.fact.number for each in recorded)


def alert_leads(numbers: Iterable[int]) -> None:
    """Once for each ticket; nobody hears of what came in long ago."""
    news = Ticket.objects.filter(number__in=list(numbers), plan_unknown=True)
    tickets = news.filter(created_at__gt=clock.now() - NEWS).select_related("requester")
    found = {ticket.pk: ticket for ticket in tickets}
    leads = [staff for staff in active_staff() if staff.role_now in LEADS] if found else []
    for staff in leads:
        readable = tickets_readable_by(staff).filter(pk__in=found).values_list("pk", flat=True)
        notify_of_many(staff=staff, words=[_unknown(found[pk]) for pk in sorted(readable)])


def _unknown(ticket: Ticket) -> Word:
    return Word(
        kind=NotificationKind.PLAN_UNKNOWN,
        subject=f"ticket/{ticket.number}",
        text=f"Nobody knows the plan of {ticket.requester.display_name}: {ticket}",
        url=ticket.get_absolute_url(),
        at=ticket.created_at,
        by=SYSTEM,
        key="plan unknown",
        snippet=ticket.snippet,
    )


def concerned(ticket: Ticket, at: datetime) -> list[Staff]:
    """The assignee; whoever stands in for them; else the team's members, else the leads."""
    everybody = [staff for staff in active_staff() if staff.can_reply_publicly]
    if ticket.assignee is not None:
        absence = away([ticket.assignee.pk], at).get(ticket.assignee.pk)
        owner = ticket.assignee if absence is None else absence.deputy
        found = _readers([owner], ticket) if owner is not None and owner.is_active else []
        if found:
            return found
    if ticket.team_id is not None:
        members = set(Staff.objects.filter(teams=ticket.team_id).values_list("pk", flat=True))
        if found := _present([staff for staff in everybody if staff.pk in members], ticket, at):
            return found
    return _present([staff for staff in everybody if staff.role_now in LEADS], ticket, at)


def _present(people: list[Staff], ticket: Ticket, at: datetime) -> list[Staff]:
    """When all are away, all of them: somebody has to hear it."""
    readers = _readers(people, ticket)
    out = away([staff.pk for staff in readers], at)
    return [staff for staff in readers if staff.pk not in out] or readers


def _readers(people: Iterable[Staff], ticket: Ticket) -> list[Staff]:
    return [each for each in people if tickets_readable_by(each).filter(pk=ticket.pk).exists()]


def _tell(recorded: Recorded, kind: NotificationKind, ticket: Ticket, text: str) -> None:
    for staff in concerned(ticket, recorded.at):
        notify(
            staff=staff,
            kind=kind,
            subject=f"ticket/{ticket.number}",
            text=text,
            url=ticket.get_absolute_url(),
            at=recorded.at,
            by=SYSTEM,
            key=str(recorded.uuid),
            snippet=ticket.snippet,
        )


def _ticket(number: int) -> Ticket | None:
    return Ticket.objects.select_related("assignee", "team").filter(number=number).first()


def _name(metric: str) -> str:
    name = METRICS.get(metric, metric.replace("_", " "))
    return f"{name[:1].upper()}{name[1:]}"
