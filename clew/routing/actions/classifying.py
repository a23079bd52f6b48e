"""Giving a ticket its product area, and with it its team and label.

What a person chose stays: an area that is set is never replaced, nor a team that was not the
area's to begin with.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from clew.core import facts, options
from clew.core.actors import SYSTEM, Actor
from clew.people.models import Team
from clew.routing.models import Classification, How
from clew.routing.ownership.matching import AreaRules, Match, matched
from clew.routing.ownership_facts import TicketClassified
from clew.routing.ownership_options import SUPPORT_TEAM
from clew.routing.queries.asked import first_words, page_of_ticket
from clew.routing.queries.ownership import Ownership, every_area, owner_of, ownership_of
from clew.tickets.actions import add_tags, remove_tags, set_property, set_team
from clew.tickets.actions.batching import in_one
from clew.tickets.actions.changing import changing, refuse_light_agents
from clew.tickets.models import Area, Status, Ticket

REASONS = {
    How.FORM: "chosen in the help form",
    How.SLACK: "chosen in Slack",
    How.PERSON: "chosen by {by}",
    How.API: "set through the API",
    How.RULE: "set by an automation",
}


@dataclass(frozen=True)
class Given:
    """What the ticket got; ``remembered`` is the team that is the area's and not a person's."""

    team: Team | None
    label: str
    remembered: Team | None


def classify(
    *,
    ticket: Ticket,
    area: str,
    how: How,
    by: Actor,
    rule: str = "",
    reason: str = "",
    at: datetime | None = None,
) -> bool:
    """Set the area, give its team and label, and keep why. Returns whether anything changed.

    ``reason`` goes on after “Product area Exports: ”; without one it is made from ``how``.
    """
    refuse_light_agents(by)
    how = How(how)
    reason = reason or REASONS.get(how, "").format(by=by.name)
    owner = owner_of(area)
    with changing(ticket, at=at) as moment, in_one(ticket, by=by):
        before = Classification.objects.filter(ticket=ticket).first()
        moved = set_property(ticket=ticket, field="area", value=area, by=by, at=moment)
        if not moved and before is not None and before.area == area:
            return False
        given = _give(ticket, owner, before, at=moment)
        Classification.objects.update_or_create(
            ticket=ticket,
            defaults={
                "area": ticket.area,
                "how": how,
                "rule": rule,
                "reason": reason,
                "team": given.remembered,
                "label": given.label,
                "classified_at": moment,
            },
        )
        fact = TicketClassified(
            number=ticket.number,
            area=ticket.area,
            how=how,
            rule=rule,
            reason=reason,
            team=str(given.team or ""),
            label=given.label,
        )
        facts.record(fact, by=by, at=moment)
    return True


@dataclass(frozen=True)
class Opened:
    """``at`` is when it was opened, so that one that is imported is not new again."""

    ticket: Ticket
    how: How
    by: Actor = SYSTEM
    at: datetime | None = None


def classify_opened(opened: Iterable[Opened]) -> int:
    """New tickets: what each says of itself, else what its page and words point to; how many.

    Three statements beside what is written. One that fails is raised after the others had theirs.
    """
    new = {each.ticket.pk: each for each in opened if each.ticket.status != Status.CLOSED}
    known = Classification.objects.filter(ticket__in=list(new)).values_list("ticket", flat=True)
    waiting = [new[pk] for pk in new.keys() - set(known)] if new else []
    areas = [area for area in every_area() if area.active] if waiting else []
    done, failed = 0, None
    with options.remembered():
        for each in sorted(waiting, key=lambda one: one.ticket.pk):
            try:
                done += _classify_opened(each, areas)
            except Exception as error:  # noqa: BLE001  raised below
                failed = error
    if failed is not None:
        raise failed
    return done


def _classify_opened(opened: Opened, areas: list[Area]) -> bool:
    ticket, at = opened.ticket, opened.at
    if ticket.area:
        area = _listed(ticket.area, areas)
        return classify(ticket=ticket, area=area, how=opened.how, by=opened.by, at=at)
    if match := match_of(ticket, [ownership_of(area) for area in areas]):
        return classify(
            ticket=ticket,
            area=match.area,
            how=How(match.how),
            by=SYSTEM,
            rule=match.rule,
            reason=match.reason,
            at=at,
        )
    return _to_support(ticket, at=at)


def follow_area(*, ticket: Ticket, how: How, by: Actor) -> bool:
    """Somebody changed the area in another way: team and label follow."""
    known = Classification.objects.filter(ticket=ticket).first()
    if ticket.status == Status.CLOSED or (known and known.area == ticket.area):
        return False
    return classify(ticket=ticket, area=ticket.area, how=how, by=SYSTEM, reason=_said(how, by))


def match_of(ticket: Ticket, owners: list[Ownership]) -> Match | None:
    rules = [AreaRules(each.name, each.page_rules, each.keywords) for each in owners]
    rules = [each for each in rules if each.page_rules or each.keywords]
    if not rules:
        return None
    url = page_of_ticket(ticket)
    return matched(rules, url=url, subject=ticket.subject, body=first_words(ticket))


def support_team() -> Team | None:
    name = SUPPORT_TEAM.value()
    return Team.objects.filter(name__iexact=name).first() if name else None


def _said(how: How, by: Actor) -> str:
    return REASONS.get(how, "").format(by=by.name or "somebody")


def _to_support(ticket: Ticket, *, at: datetime | None) -> bool:
    """Nothing points anywhere: support looks at it, as at what it answers first."""
    team = support_team()
    if team is None or ticket.team_id is not None:
        return False
    with changing(ticket, at=at) as moment:
        reason, how = "nothing points to an area", How.PAGE
        row = Classification(ticket=ticket, how=how, reason=reason, team=team, classified_at=moment)
        row.save()
        return set_team(ticket=ticket, team=team, by=SYSTEM, at=moment)


def _give(
    ticket: Ticket, owner: Ownership, before: Classification | None, *, at: datetime
) -> Given:
    """By Clew, since nobody chose them: in the history they stand as what follows the area."""
    team = support_team() if owner.support_first or owner.team is None else owner.team
    earlier = before.team if before else None
    is_ours = ticket.team_id == (earlier.pk if earlier else None)
    if is_ours:
        set_team(ticket=ticket, team=team, by=SYSTEM, at=at)
    if before and before.label and before.label != owner.label:
        remove_tags(ticket=ticket, tags=[before.label], by=SYSTEM, at=at)
    if owner.label:
        add_tags(ticket=ticket, tags=[owner.label], by=SYSTEM, at=at)
    return Given(team if is_ours else None, owner.label, team if is_ours else earlier)


def _listed(name: str, areas: Sequence[Area]) -> str:
    """As the list spells it: a form may say “exports”, or the slug."""
    said = name.casefold()
    known = (area.name for area in areas if said in {area.name.casefold(), area.slug})
    return next(known, name)
