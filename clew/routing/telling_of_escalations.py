"""Who is told of an escalation: the team that gets it, and whoever asked, when it is over."""

from clew.core import clock
from clew.core.actors import Actor
from clew.core.facts import Recorded, reaction
from clew.coverage.queries.away import away
from clew.people.models import NotificationKind, Staff
from clew.people.notifications import notify
from clew.routing import escalation_words  # noqa: F401  puts them into the history
from clew.routing.facts import Deescalated, Escalated
from clew.routing.models import Escalation, Outcome
from clew.routing.queries.escalations import members_of
from clew.tickets.models import Ticket
from clew.tickets.notifying import is_news
from clew.tickets.queries import ticket_for


@reaction(Escalated, when=is_news)
def tell_the_team(recorded: Recorded) -> None:
    """Its members who are here; a deputy for who is away; all of them when nobody is."""
    escalation = _escalation(recorded)
    if escalation is None or not escalation.is_open:
        return
    members = list(members_of(escalation))
    absent = away([staff.pk for staff in members], clock.now())
    here = {staff.pk: staff for staff in members if staff.pk not in absent}
    deputies = [each.deputy for each in absent.values() if each.deputy]
    out = away([staff.pk for staff in deputies], clock.now()) if deputies else {}
    here |= {each.pk: each for each in deputies if each.is_active and each.pk not in out}
    where = f"{escalation.get_to_display().lower()}, team {escalation.team_name}"
    for staff in here.values() or members:
        text = f"{recorded.by.name} escalated to {where}: {escalation.ticket}"
        _tell(recorded, staff, text, escalation.reason)


@reaction(Deescalated, when=is_news)
def tell_who_escalated(recorded: Recorded) -> None:
    escalation = _escalation(recorded)
    if escalation is None or escalation.by is None or recorded.fact.undoes:
        return
    outcome = str(Outcome(escalation.outcome).label).lower() if escalation.outcome else "ended"
    text = f"{recorded.by.name} ended your escalation of {escalation.ticket}: {outcome}"
    _tell(recorded, escalation.by, text, escalation.outcome_words)


def _escalation(recorded: Recorded) -> Escalation | None:
    found = Escalation.objects.select_related("ticket", "team", "by")
    return found.filter(pk=recorded.fact.escalation_id).first()


def _tell(recorded: Recorded, staff: Staff, text: str, snippet: str) -> None:
    """Not of what they did themselves, nor of a ticket they may not read."""
    if recorded.by == Actor.staff(staff):
        return
    try:
        ticket = ticket_for(staff, recorded.fact.number)
    except Ticket.DoesNotExist:
        return
    notify(
        staff=staff,
        kind=NotificationKind.ESCALATED,
        subject=f"ticket/{ticket.number}",
        text=text,
        url=ticket.get_absolute_url(),
        at=recorded.at,
        by=recorded.by,
        key=str(recorded.uuid),
        snippet=snippet,
    )
