"""Facts as sentences; those without one are titles with their details."""

from collections.abc import Callable, Mapping
from typing import Any

from clew.people.models import Role, Sees
from clew.web.settings import (
    audit_account_words,
    audit_assignment_words,
    audit_calendar_words,
    audit_dashboard_words,
    audit_health_words,
    audit_list_words,
    audit_mail_out_words,
    audit_mail_trust_words,
    audit_mailbox_words,
    audit_metric_words,
    audit_note_words,
    audit_ownership_words,
    audit_received_words,
    audit_rule_words,
    audit_sql_words,
    audit_target_words,
    audit_ticket_words,
)

Payload = Mapping[str, Any]
Say = Callable[[Payload], str]


def sentence(name: str, payload: Payload) -> str:
    """“Changed “Solve pending tickets after” from 7 to 10”; "" for a fact without one."""
    say = WORDS.get(name)
    try:
        return say(payload) if say else ""
    except (
        KeyError,
        TypeError,
        ValueError,
    ):  # recorded by an older version, without what we would say
        return ""


def _option(fact: Payload) -> str:
    before, after = (_value(fact[key]) for key in ("before", "after"))
    return f"Changed “{fact['label']}” from {before} to {after}"


def _let_go(fact: Payload) -> str:
    given_up = fact["given_up"]
    waited = f"gave up {given_up:,} that waited" if given_up else "with what waited"
    return f"Let mail and webhooks go out again after a restore, {waited}"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return f"“{value}”" if isinstance(value, str) else str(value)


def _tickets(fact: Payload) -> str:
    count = fact["tickets"]
    return f"{count} {'ticket' if count == 1 else 'tickets'}"


def _list(values: Any) -> str:
    return ", ".join(map(str, values)) or "nothing"


def _until(fact: Payload) -> str:
    return str(fact["until"])[:16].replace("T", " ") + " UTC"


def _role(value: Any) -> str:
    return str(Role(value).label).lower()


def _sees(value: Any) -> str:
    return f"“{Sees(value).label}”"


def _key(fact: Payload) -> str:
    return f"the capture key “{fact['key_name']}” of {fact['environment']}"


WORDS: dict[str, Say] = {
    **audit_account_words.WORDS,
    **audit_ownership_words.WORDS,
    **audit_rule_words.WORDS,
    **audit_target_words.WORDS,
    **audit_ticket_words.WORDS,
    **audit_assignment_words.WORDS,
    **audit_calendar_words.WORDS,
    **audit_dashboard_words.WORDS,
    **audit_health_words.WORDS,
    **audit_list_words.WORDS,
    **audit_note_words.WORDS,
    **audit_sql_words.WORDS,
    **audit_metric_words.WORDS,
    **audit_mail_out_words.WORDS,
    **audit_mail_trust_words.WORDS,
    **audit_mailbox_words.WORDS,
    **audit_received_words.WORDS,
    "core.HeldLetGo": _let_go,
    "core.OptionChanged": _option,
    "routing.PoliciesChanged": lambda fact: (
        f"Put version {fact['version']} of the policies in force"
        + (f": {fact['note']}" if fact["note"] else "")
    ),
    "tickets.FieldCreated": lambda fact: f"Made the ticket field “{fact['label']}”",
    "tickets.FieldEdited": lambda fact: (
        f"Edited the ticket field “{fact['label']}”: {_list(fact['changed'])}"
    ),
    "tickets.FieldRetired": lambda fact: f"Retired the ticket field “{fact['label']}”",
    "tickets.FieldRestored": lambda fact: f"Brought back the ticket field “{fact['label']}”",
    "tickets.FieldDeleted": lambda fact: f"Deleted the ticket field “{fact['label']}”",
    "tickets.FieldsReordered": lambda fact: (
        f"Moved the ticket field “{fact['label']}” to place {fact['place']}"
    ),
    "tickets.TagEdited": lambda fact: (
        f"Changed tag {fact['tag']}: colour {fact['tone'] or 'none'}"
        + (f", “{fact['description']}”" if fact["description"] else "")
    ),
    "tickets.TagRenamed": lambda fact: (
        f"Renamed tag {fact['before']} to {fact['tag']} on {_tickets(fact)}"
    ),
    "tickets.TagsMerged": lambda fact: (
        f"Merged {_list(fact['merged'])} into tag {fact['tag']} on {_tickets(fact)}"
    ),
    "tickets.TagDeleted": lambda fact: f"Deleted tag {fact['tag']} from {_tickets(fact)}",
    "tickets.TagRestored": lambda fact: f"Put tag {fact['tag']} back on {_tickets(fact)}",
    "tickets.ViewCreated": lambda fact: f"Made the view “{fact['view']}”",
    "tickets.ViewChanged": lambda fact: (
        f"Changed the view “{fact['view']}”: {_list(fact['changed'])}"
    ),
    "tickets.ViewDeleted": lambda fact: f"Deleted the view “{fact['view']}”",
    "tickets.ViewRestored": lambda fact: f"Brought back the view “{fact['view']}”",
    "tickets.SharedViewsOrdered": lambda fact: f"Ordered shared views: {_list(fact['slugs'])}",
    "tickets.TicketsExported": lambda fact: (
        f"Exported {fact['tickets']:,} {'ticket' if fact['tickets'] == 1 else 'tickets'}"
        f" of “{fact['view']}”" + (f", filtered by {fact['filter']}" if fact["filter"] else "")
    ),
    "tickets.MacroCreated": lambda fact: f"Wrote the macro “{fact['macro_name']}”",
    "tickets.MacroChanged": lambda fact: (
        f"Changed the macro “{fact['macro_name']}”: {_list(fact['changed'])}"
    ),
    "tickets.MacroDeleted": lambda fact: f"Deleted the macro “{fact['macro_name']}”",
    "tickets.MacroRestored": lambda fact: f"Brought back the macro “{fact['macro_name']}”",
    "tickets.MacroUsed": lambda fact: f"Used the macro “{fact['macro_name']}” on #{fact['number']}",
    "tickets.AreaAdded": lambda fact: f"Added the product area “{fact['area']}”",
    "tickets.AreaChanged": lambda fact: (
        f"Changed the product area “{fact['area']}”: {_list(fact['changed'])}"
    ),
    "tickets.AreaRenamed": lambda fact: (
        f"Renamed the product area “{fact['before']}” to “{fact['area']}” on {_tickets(fact)}"
    ),
    "tickets.AreaMerged": lambda fact: (
        f"Merged the product area “{fact['merged']}” into “{fact['area']}” with {_tickets(fact)}"
    ),
    "tickets.AreaRetired": lambda fact: f"Retired the product area “{fact['area']}”",
    "tickets.AreaOffered": lambda fact: f"Offered the product area “{fact['area']}” again",
    "tickets.AreaDeleted": lambda fact: f"Deleted the product area “{fact['area']}”",
    "people.RoleChanged": lambda fact: (
        f"Changed {fact['staff_name']} from {_role(fact['before'])} to {_role(fact['after'])}"
    ),
    "people.RoleGranted": lambda fact: (
        f"Gave {fact['staff_name']} {_role(fact['role'])} rights"
        f" until {_until(fact)}: “{fact['reason']}”"
    ),
    "people.RoleGrantRevoked": lambda fact: (
        f"Took back {_role(fact['role'])} rights from {fact['staff_name']}"
    ),
    "people.RoleGrantEnded": lambda fact: (
        f"{Role(fact['role']).label} rights of {fact['staff_name']} ended"
    ),
    "people.ProfileChanged": lambda fact: (
        f"Changed the profile of {fact['staff_name']}: {_list(fact['changed'])}"
    ),
    "people.StaffAdded": lambda fact: f"Added {fact['staff_name']} as {_role(fact['role'])}",
    "people.InvitationSent": lambda fact: f"Made a sign-in link for {fact['staff_name']}",
    "people.InvitationAccepted": lambda _: "Accepted the invitation",
    "people.SignedInByLink": lambda _: "Signed in by link",
    "people.ReadingChanged": lambda fact: (
        f"Changed what {fact['staff_name']} reads"
        f" from {_sees(fact['before'])} to {_sees(fact['after'])}"
    ),
    "people.StaffDeactivated": lambda fact: f"Deactivated {fact['staff_name']}",
    "people.StaffReactivated": lambda fact: f"Reactivated {fact['staff_name']}",
    "people.TeamsOfStaffChanged": lambda fact: (
        f"Changed the teams of {fact['staff_name']}: {_list(fact['teams'])}"
    ),
    "people.TeamCreated": lambda fact: f"Made team {fact['team_name']}",
    "people.TeamRenamed": lambda fact: f"Renamed team {fact['before']} to {fact['team_name']}",
    "people.TeamDescribed": lambda fact: f"Described team {fact['team_name']} anew",
    "people.TeamMembersChanged": lambda fact: (
        f"Changed who is in team {fact['team_name']}: {_list(fact['members'])}"
    ),
    "people.TeamPrivacyChanged": lambda fact: (
        f"Made team {fact['team_name']} {'private' if fact['private'] else 'readable by everybody'}"
    ),
    "people.EnvironmentCreated": lambda fact: f"Made the environment {fact['environment']}",
    "people.CaptureKeyCreated": lambda fact: f"Made {_key(fact)}",
    "people.CaptureKeyRevoked": lambda fact: f"Revoked {_key(fact)}",
    "people.AccountTypeChosen": lambda fact: f"Made “{fact['group_type']}” the account type",
    "people.ApiTokenCreated": lambda fact: f"Made the API token “{fact['token_name']}”",
    "people.ApiTokenRevoked": lambda fact: f"Revoked the API token “{fact['token_name']}”",
    "people.TeamDeleted": lambda fact: f"Deleted team {fact['team_name']}",
}
