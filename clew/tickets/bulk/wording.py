"""What a bulk job did, as one sentence for a toast or a progress bar."""

from collections.abc import Sequence

from clew.people.models import Staff, Team
from clew.tickets.changes import Change, words
from clew.tickets.models import BulkJob, ItemState, Status


def outcome(job: BulkJob) -> str:
    """“4 tickets are solved”, “#12 is assigned to Maya”; refusals with their reason."""
    if job.undoes_id:
        said = f"{counted(job.done)} {'is' if job.done == 1 else 'are'} as before"
    elif not job.done:
        said = ""
    else:
        changes = [Change(each["field"], each["value"]) for each in job.changes]
        said = f"{_subject(job)} {_became(changes, job)}"
    return ". ".join(part for part in (said, _refused(job)) if part)


def counted(count: int) -> str:
    return f"{count:,} {'ticket' if count == 1 else 'tickets'}"


def _subject(job: BulkJob) -> str:
    """“#12”, “4 tickets”."""
    if job.done > 1:
        return counted(job.done)
    item = job.items.exclude(state=ItemState.FAILED).select_related("ticket").first()
    return f"#{item.ticket.number}" if item else counted(1)


def _became(changes: Sequence[Change], job: BulkJob) -> str:
    many = job.done > 1
    be, have = ("are", "have") if many else ("is", "has")
    if len(changes) > 1:
        return f"{be} changed: {'; '.join(words(each) for each in changes)}"
    field, value, said = changes[0].field, changes[0].value, words(changes[0])
    match field:
        case "status":
            now = f"{be} {Status(value).label.lower()}"
        case "assignee":
            now = f"{be} assigned to {_name(value, job)}"
        case "hold_until":
            now = f"{be} {said.removeprefix('Put ')}"
        case "severity" | "priority" | "kind" | "area" if value:
            now = f"{have} {said.removeprefix('Set ').replace(' to ', ' ', 1)}"
        case "tags.add":
            now = f"{have} {said.removeprefix('Add ')}"
        case "tags.remove":
            now = f"no longer {'have' if many else 'has'} {said.removeprefix('Remove ')}"
        case "team":
            now = f"{be} with team {_team(value)}" if value else f"{have} no team"
        case _:
            now = f"{be} changed: {said}"
    return now


def _team(value: int) -> str:
    return str(Team.objects.filter(pk=value).first() or "that is gone")


def _name(value: int | str | None, job: BulkJob) -> str:
    if value is None:
        return "nobody"
    if value == "me":
        return job.actor_name
    return str(Staff.objects.filter(pk=value).first() or "somebody")


def _refused(job: BulkJob) -> str:
    if not job.failed:
        return ""
    if job.failed > 1:
        return f"{counted(job.failed)} could not be changed"
    item = job.items.filter(state=ItemState.FAILED).select_related("ticket").first()
    return f"#{item.ticket.number} was not changed: {item.reason}" if item else ""
