"""What the macro pages show of macros, and how they find among them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.forms import Form

from clew.people.models import Staff
from clew.people.requests import StaffRequest
from clew.tickets.actions.macros import may_write
from clew.tickets.changes import Change, words
from clew.tickets.models import Macro, Ticket
from clew.tickets.queries import tickets_visible_to

INACTIVE = "inactive"


@dataclass(frozen=True)
class Row:
    macro: Macro  # with recent_uses, all_uses and last_used_at
    teams: list[str]
    does: list[str]  # its changes in words
    writable: bool


def row(macro: Macro, staff: Staff) -> Row:
    return Row(
        macro,
        [team.name for team in macro.teams.all()],
        [words(Change(each["field"], each["value"])) for each in macro.actions],
        may_write(staff, macro) and staff.can_reply_publicly,
    )


def filtered(rows: list[Row], asked: Mapping[str, str]) -> list[Row]:
    """By words of its name, category and text, by category, and by who has it."""
    wanted = asked.get("q", "").lower().split()
    folder, whose = asked.get("folder", ""), asked.get("whose", "")
    return [
        each
        for each in rows
        if (not folder or each.macro.folder == folder)
        and _is_of(each.macro, whose)
        and all(word in _words_of(each) for word in wanted)
    ]


def recent_ticket(request: StaffRequest, number: str) -> Ticket | None:
    """The one asked for, else the latest one that this agent reads here."""
    found = tickets_visible_to(request.user, request.environment).select_related(
        "requester", "account__type", "team", "assignee", "environment"
    )
    wanted = number.strip().removeprefix("#")
    if wanted.isdecimal():
        return found.filter(number=int(wanted[:15])).first()
    return found.order_by("-updated_at", "-id").first()


@contextmanager
def told(form: Form) -> Iterator[None]:
    """What an action refuses is said at its field."""
    try:
        yield
    except ValidationError as error:
        by_field = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        for field, said in by_field.items():
            form.add_error(field if field in form.fields else None, list(said))


def _is_of(macro: Macro, whose: str) -> bool:
    if whose == INACTIVE:
        return not macro.active
    return not whose or macro.is_personal == (whose == "own")


def _words_of(each: Row) -> str:
    macro = each.macro
    return " ".join([macro.name, macro.folder, macro.text, *each.teams, *each.does]).lower()
