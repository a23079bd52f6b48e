"""An admin says where each field of an account comes from."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction

from clew.core.actors import Actor
from clew.core.facts import record
from clew.people.accounts.calculating import Source
from clew.people.accounts.fields import FIELDS, LABELS
from clew.people.accounts.states import sources_of
from clew.people.actions.account_jobs import recalculate
from clew.people.actions.allowed import refuse_all_but_admins
from clew.people.facts import AccountSourcesChanged
from clew.people.models import AccountSource, Environment

MAX_KEY = 200
Choice = Source | None  # None: the usual names


@transaction.atomic
def choose_sources(
    *, environment: Environment, sources: Mapping[str, Choice], by: Actor
) -> dict[str, Choice]:
    """Only these fields. All accounts follow in a job. Answers what undoes it.

    Raises ValidationError by field.
    """
    refuse_all_but_admins(by, "choose where values come from")
    _check(sources)
    Environment.objects.select_for_update(no_key=True).get(pk=environment.pk)
    before = sources_of(environment.pk)
    changed = {field: source for field, source in sources.items() if before.get(field) != source}
    if not changed:
        return {}
    AccountSource.objects.filter(environment=environment, field__in=changed).delete()
    AccountSource.objects.bulk_create(
        AccountSource(environment=environment, field=field, kind=source.kind, name=source.name)
        for field, source in changed.items()
        if source is not None
    )
    undo = {field: before.get(field) for field in changed}
    fact = AccountSourcesChanged(
        environment_id=environment.pk,
        environment=environment.name,
        before={LABELS[field]: in_words(source) for field, source in undo.items()},
        after={LABELS[field]: in_words(source) for field, source in changed.items()},
    )
    record(fact, by=by)
    recalculate(environment=environment, by=by)
    return undo


def in_words(source: Choice) -> str:
    if source is None:
        return "usual properties"
    match source.kind:
        case AccountSource.Kind.PROPERTY:
            return f"property {source.name}"
        case AccountSource.Kind.METRIC:
            return f"metric {source.name}"
    return "only by hand"


def _check(sources: Mapping[str, Choice]) -> None:
    wrong: dict[str, str] = {}
    for field, source in sources.items():
        if field not in FIELDS:
            wrong[field] = "There is no such field."
        elif source is None or source.kind == AccountSource.Kind.NONE:
            continue
        elif source.kind not in AccountSource.Kind.values:
            wrong[field] = "Choose a property, a metric, or only by hand."
        elif not source.name.strip() or len(source.name) > MAX_KEY or "\x00" in source.name:
            wrong[field] = f"{LABELS[field]}: say which {source.kind} it comes from."
    if wrong:
        raise ValidationError(wrong)
