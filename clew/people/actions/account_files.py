"""A file of values: checked line by line, shown, and then taken over.

A line is taken over whole or, with a mistake in it, not at all.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from django.core.exceptions import ValidationError
from django.db import transaction

from clew.core.actors import Actor
from clew.core.facts import record
from clew.people.accounts.fields import FIELDS, LABELS, READERS, Owner
from clew.people.accounts.files import read_file, values_of_cells
from clew.people.accounts.giving import Given, as_json, checked, give
from clew.people.accounts.owning import owned
from clew.people.accounts.settling import Settling
from clew.people.accounts.states import AccountState, read_states
from clew.people.actions.account_jobs import PIECES, actor_of, begin, defer, end
from clew.people.actions.allowed import refuse_all_but_admins
from clew.people.facts import AccountsImported
from clew.people.identity import lock_environments
from clew.people.identity.sql import fetch
from clew.people.models import AccountJob, Environment

PIECE = 2_000  # lines
SHOWN = 50  # examples of changes, and problems
State = AccountJob.State
_LINES = """
    SELECT value::text FROM people_accountjob j,
        jsonb_array_elements(j.rows) WITH ORDINALITY AS each (value, place)
    WHERE j.id = %b AND place > %b AND place <= %b ORDER BY place
"""
_IDS = """
    SELECT g.key, g.id FROM people_group g
    JOIN people_grouptype t ON t.id = g.type_id AND t.is_account
    WHERE t.environment_id = %b AND g.key = ANY(%b::text[]) AND g.merged_into_id IS NULL
"""


@dataclass(frozen=True)
class Planned:
    group_id: int
    key: str
    given: Given  # only what differs
    changes: list[list[str]]  # label, before, after


def check_file(*, environment: Environment, name: str, text: str, by: Actor) -> AccountJob:
    """Starts looking at it; nothing is taken over yet. Raises ValidationError in words."""
    refuse_all_but_admins(by, "import values of accounts")
    found = read_file(text)
    if found.mistake:
        raise ValidationError(found.mistake)
    with transaction.atomic():
        return begin(
            environment,
            by=by,
            kind=AccountJob.Kind.FILE,
            state=State.CHECKING,
            total=len(found.rows),
            file_name=name.replace("\x00", "")[:200],
            rows=found.rows,
            problems=[{"line": line, "text": note} for line, note in found.notes],
            problem_count=len(found.notes),
        )


@transaction.atomic
def take_over(*, job: AccountJob, by: Actor) -> None:
    """Of a file that was checked. The same again does nothing."""
    refuse_all_but_admins(by, "import values of accounts")
    held = AccountJob.objects.select_for_update().defer("rows").get(pk=job.pk)
    if held.state != State.CHECKED:
        return
    held.state, held.done, held.changed = State.RUNNING, 0, 0
    held.problems, held.problem_count = [], 0
    held.actor_kind, held.actor_id, held.actor_name = by.kind, by.id, by.name[:200]
    fields = ["state", "done", "changed", "problems", "problem_count"]
    held.save(update_fields=[*fields, "actor_kind", "actor_id", "actor_name"])
    defer(held.pk)


@transaction.atomic
def import_accounts(
    *, environment: Environment, rows: Sequence[Mapping[str, Any]], by: Actor
) -> int:
    """All or none, at once: ``[{"key": "acme", "mrr": 1200, …}]``. Answers how many changed.

    Raises ValidationError by ``rows.<place>``, from 0. None takes a value back.
    """
    lock_environments([environment.pk])
    given: list[list[Any]] = [
        [place, str(row.get("key", "")), {k: v for k, v in row.items() if k != "key"}, ""]
        for place, row in enumerate(rows)
    ]
    planned, problems = _planned(environment.pk, given)
    keys = [row[1] for row in given]
    problems += [(place, f"The account “{key[:60]}” is in the list twice.")
                 for place, key in enumerate(keys) if key in keys[:place]]  # fmt: skip
    if problems:
        raise ValidationError({f"rows.{place}": text for place, text in problems})
    changed = give(Settling(environment.pk, by=by), {one.group_id: one.given for one in planned})
    _tell(environment.pk, by, name="", lines=len(given), changed=changed)
    return changed


def _of_a_file(job: AccountJob) -> None:
    rows = [orjson.loads(row) for (row,) in fetch(_LINES, job.pk, job.done, job.done + PIECE)]
    if not rows:
        _finish(job)
        return
    lock_environments([job.environment_id])
    planned, problems = _planned(
        job.environment_id,
        [[line, key, values_of_cells(cells), mistake] for line, key, cells, mistake in rows],
    )
    if job.state == State.CHECKING:
        job.changed += len(planned)
        shown = [{"key": one.key, "changes": one.changes} for one in planned]
        job.examples = [*job.examples, *shown][:SHOWN]
    else:
        how = Settling(job.environment_id, by=actor_of(job))
        job.changed += give(how, {one.group_id: one.given for one in planned})
    told = [{"line": line, "text": text} for line, text in problems]
    job.problems = [*job.problems, *told][:SHOWN]
    job.problem_count += len(problems)
    job.done += len(rows)
    job.save(update_fields=["changed", "examples", "problems", "problem_count", "done"])


def _finish(job: AccountJob) -> None:
    if job.state == State.CHECKING:
        job.state = State.CHECKED
        job.save(update_fields=["state"])
        return
    end(job, State.DONE)
    AccountJob.objects.filter(pk=job.pk).update(rows=[])  # nobody asks for it any more
    _tell(job.environment_id, actor_of(job), name=job.file_name, lines=job.total,
          changed=job.changed)  # fmt: skip


def _planned(
    environment_id: int, rows: Sequence[list[Any]]
) -> tuple[list[Planned], list[tuple[int, str]]]:
    """``rows``: line, key, values, mistake."""
    ids = dict(fetch(_IDS, environment_id, [row[1] for row in rows if "\x00" not in row[1]]))
    states = {
        state.group_id: state
        for state in read_states(environment_id, list(ids.values()), with_properties=False)
    }
    problems: list[tuple[int, str]] = []
    good: list[tuple[AccountState, Given]] = []
    for line, key, values, mistake in rows:
        if mistake:
            problems.append((line, mistake))
        elif key not in ids:
            problems.append((line, f"There is no account with the key “{key[:60]}”."))
        else:
            try:
                good.append((states[ids[key]], checked(values)))
            except ValidationError as error:
                problems.append((line, " ".join(error.messages)))
    return _differing(good), problems


def _differing(rows: list[tuple[AccountState, Given]]) -> list[Planned]:
    """A cell that says what is there already gives nothing: its source still counts."""
    read = [
        {field: READERS[field](value) for field, value in given.items() if value is not None}
        for _, given in rows
    ]
    staff = owned(read, [state for state, _ in rows])
    found = []
    for (state, given), told in zip(rows, read, strict=True):
        now = {"plan": state.plan, **state.columns, **state.owners}
        values = told | staff.resolved(told)
        kept = {
            field: value
            for field, value in given.items()
            if (field in state.given if value is None else values.get(field) != now.get(field))
        }
        if kept:
            changes = [
                [LABELS[field], _words(now.get(field), staff.called),
                 _words(values.get(field), staff.called)]
                for field in FIELDS
                if field in kept
            ]  # fmt: skip
            found.append(Planned(state.group_id, state.key, kept, changes))
    return found


def _words(value: Any, called: Callable[[Owner], str]) -> str:
    if isinstance(value, Owner):
        return called(value)
    return "" if value is None else str(as_json(value))


def _tell(environment_id: int, by: Actor, *, name: str, lines: int, changed: int) -> None:
    fact = AccountsImported(environment_id=environment_id, file=name, lines=lines, changed=changed)
    record(fact, by=by)


PIECES[AccountJob.Kind.FILE] = _of_a_file
