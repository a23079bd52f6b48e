"""Facts about tickets as sentences of the audit log; it shows who and which ticket beside them."""

from collections.abc import Callable, Mapping
from typing import Any

from clew.tickets.models import Status

Payload = Mapping[str, Any]


def _from_to(fact: Payload, what: str) -> str:
    before, after = fact["before"], fact["after"]
    if before and after:
        return f"Changed {what} from {before} to {after}"
    return f"Set {what} to {after}" if after else f"Cleared {what} {before}"


def _status(fact: Payload) -> str:
    before, after = (Status(fact[key]).label for key in ("before", "after"))
    reason = f": {fact['reason']}" if fact.get("reason") else ""
    verb = "Took back" if fact.get("undoes") else "Changed"
    return f"{verb} status from {before} to {after}{reason}"


def _message(fact: Payload) -> str:
    if not fact["public"]:
        return "Wrote an internal note"
    return "Wrote a message" if fact["author_kind"] == "customer" else "Wrote a public reply"


def _tags(fact: Payload) -> str:
    added = f"added {', '.join(fact['added'])}" if fact["added"] else ""
    removed = f"removed {', '.join(fact['removed'])}" if fact["removed"] else ""
    return "Tags: " + " and ".join(filter(None, [added, removed]))


def _property(fact: Payload) -> str:
    said = _from_to(fact, "product area" if fact["field"] == "area" else fact["field"])
    return f"{said}: {fact['reason']}" if fact.get("reason") else said


def _delivery(fact: Payload) -> str:
    error = f": {fact['error']}" if fact["error"] else ""
    return f"Message by {fact['channel']} to {fact['address']} is {fact['state']}{error}"


def _numbers(values: Any) -> str:
    return ", ".join(f"#{value}" for value in values)


WORDS: dict[str, Callable[[Payload], str]] = {
    "tickets.TicketOpened": lambda fact: f"Opened the ticket by {fact['channel']}",
    "tickets.MessagePosted": _message,
    "tickets.StatusChanged": _status,
    "tickets.WakeUpChanged": lambda fact: _from_to(
        {key: fact[key][:16].replace("T", " ") for key in ("before", "after")}, "wake-up"
    ),
    "tickets.Assigned": lambda fact: _from_to(fact, "assignee"),
    "tickets.TeamChanged": lambda fact: _from_to(fact, "team"),
    "tickets.PropertyChanged": _property,
    "tickets.FieldChanged": lambda fact: _from_to(fact, fact["label"]),
    "tickets.TagsChanged": _tags,
    "tickets.FollowerAdded": lambda fact: f"Added follower {fact['who']}",
    "tickets.FollowerRemoved": lambda fact: f"Removed follower {fact['who']}",
    "tickets.DeliveryChanged": _delivery,
    "tickets.TicketsLinked": lambda fact: (
        f"Linked: {fact['word'].replace('_', ' ')} #{fact['other']}"
    ),
    "tickets.TicketsUnlinked": lambda fact: (
        f"Unlinked: {fact['word'].replace('_', ' ')} #{fact['other']}"
    ),
    "tickets.PageLinked": lambda fact: f"Linked {fact['url']}",
    "tickets.PageUnlinked": lambda fact: f"Unlinked {fact['url']}",
    "tickets.TicketMerged": lambda fact: f"Merged it into #{fact['into']}",
    "tickets.TicketAbsorbed": lambda fact: f"Merged {_numbers(fact['merged'])} into it",
    "tickets.MergeUndone": lambda fact: f"Undid the merge with {_numbers(fact['others'])}",
    "tickets.MessagesSplit": lambda fact: (
        f"Split {fact['count']} message{'' if fact['count'] == 1 else 's'} into #{fact['new']}"
    ),
    "tickets.TicketSplitOff": lambda fact: f"Split it off #{fact['source']}",
    "tickets.SplitUndone": lambda fact: f"Undid the split with #{fact['other']}",
    "tickets.ReplyHeld": lambda _: "Sent a public reply that can still be undone",
    "tickets.ReplyTakenBack": lambda _: "Undid sending a public reply",
    "tickets.StaffMentioned": lambda fact: (
        f"Mentioned {len(fact['staff_ids'])} "
        f"{'colleague' if len(fact['staff_ids']) == 1 else 'colleagues'} in a note"
    ),
    "tickets.NoteEdited": lambda _: "Edited an internal note",
    "tickets.NoteDeleted": lambda _: "Deleted an internal note",
    "tickets.NoteRestored": lambda _: "Brought back an internal note",
}
