"""What is said of a team, and who is in it."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction

from clew.core.actors import Actor
from clew.core.facts import record
from clew.people import staff_facts as facts
from clew.people.models import Staff, Team

TONES = {"": "None", "red": "Red", "amber": "Amber", "green": "Green", "blue": "Blue"} | {
    "violet": "Violet"
}


@transaction.atomic
def describe_team(*, team: Team, description: str, tone: str, by: Actor) -> bool:
    """Raises ValidationError for a colour there is not."""
    if tone not in TONES:
        raise ValidationError({"tone": "Choose one of the colours."})
    said = " ".join(description.replace("\x00", "").split())[:300]
    if (team.description, team.tone) == (said, tone):
        return False
    team.description, team.tone = said, tone
    team.save(update_fields=["description", "tone"])
    fact = facts.TeamDescribed(team_id=team.pk, team_name=team.name, description=said, tone=tone)
    record(fact, by=by)
    return True


@transaction.atomic
def set_members(*, team: Team, members: Sequence[Staff], by: Actor) -> bool:
    """Of those who work here; who left stays where they were."""
    active = Staff.objects.filter(is_active=True)
    before = set(active.filter(teams=team).values_list("pk", flat=True))
    after = {staff.pk for staff in members}
    if before == after:
        return False
    team.members.remove(*(before - after))
    team.members.add(*(after - before))
    names = sorted(str(staff) for staff in members)
    record(facts.TeamMembersChanged(team_id=team.pk, team_name=team.name, members=names), by=by)
    return True
