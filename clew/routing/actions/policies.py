"""A new version of all policies. What was promised before stays judged by what was in force."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from clew.core import clock, facts
from clew.core.actors import Actor
from clew.coverage.queries.calendars import calendars_json
from clew.routing.actions.recomputing import start_recompute
from clew.routing.facts import PoliciesChanged
from clew.routing.models import PolicyVersion
from clew.routing.policies.reading import rules_from_json, whole
from clew.routing.queries.policies import content_in_force
from clew.tickets.actions.changing import refuse_light_agents
from clew.tickets.validation import one_line


@transaction.atomic
def put_policies(
    *, content: Mapping[str, Any], note: str, by: Actor, recompute: bool = True
) -> PolicyVersion | None:
    """In force from now on; unsolved tickets are brought to it by a job (``version.jobs``).

    ``content`` is whole: ``{"policies": [...], "calendars": {slug: {...}}}``. None when it is as
    it was. Raises ValidationError by place for what cannot be read.
    """
    refuse_light_agents(by, "change policies")
    rules_from_json(content)
    content = whole(content)
    PolicyVersion.objects.select_for_update().first()  # one after the other
    if content == content_in_force():
        return None
    version = PolicyVersion.objects.create(
        content=content,
        note=one_line(note)[:300],
        by_name=by.name[:200],
        created_at=clock.now(),
    )
    facts.record(PoliciesChanged(version=version.pk, note=version.note), by=by)
    if recompute:
        start_recompute(version=version, by=by)
    return version


def follow_calendars(*, note: str, by: Actor) -> PolicyVersion | None:
    """The same policies with the calendars as they are now. None when no target goes by a change.

    A calendar that is gone stays as it was for those that go by it.
    """
    content, now = content_in_force(), calendars_json()
    used = {each["calendar"] for policy in content["policies"] for each in policy["targets"]}
    known = content["calendars"]
    if all(known.get(slug) == now.get(slug, known.get(slug)) for slug in used):
        return None
    return put_policies(content={**content, "calendars": {**known, **now}}, note=note, by=by)
