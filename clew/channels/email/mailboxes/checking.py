"""What an admin may write about a mailbox. Everything is refused at its field."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError

from clew.channels.email.models import Mailbox, Security
from clew.people.models import Team
from clew.people.staff_queries import team_choices
from clew.tickets.validation import one_line

FIELDS = (
    "name", "host", "port", "security", "user", "folder", "team", "imports_existing", "active"
)  # fmt: skip
PLACE = ("host", "port", "security", "user")  # where the password goes
MOST_PORTS = 65_535
DEFAULTS: dict[str, Any] = {
    "port": 993, "security": Security.TLS, "folder": "INBOX", "team": None,
    "imports_existing": False, "active": True,
}  # fmt: skip


def checked(given: Mapping[str, Any]) -> dict[str, Any]:
    """The values of FIELDS. Raises ValidationError by field."""
    values: dict[str, Any] = {
        name: one_line(str(given.get(name) or "")) for name in ("name", "host", "user", "folder")
    }
    values["host"] = values["host"].lower().rstrip(".")
    values["name"] = (values["name"] or values["user"])[:120]
    values["folder"] = (values["folder"] or "INBOX")[:255]
    wrong = {name: said for name, said in MISSING.items() if not values[name]}
    if not _is_host(values["host"]):
        wrong.setdefault("host", "Write only the name or the number of the server.")
    values |= _numbers(given, wrong) | _switches(given)
    if wrong:
        raise ValidationError(wrong)
    return {**values, "team": _team(given.get("team"))}


MISSING = {
    "host": "Write the name of the server, such as imap.kiln.example.",
    "user": "Write whom to sign in as; most often the address itself.",
}


def needs_password(mailbox: Mailbox, values: Mapping[str, Any]) -> bool:
    """What was typed for one server is not sent to another because somebody changed its name."""
    return any(getattr(mailbox, name) != values[name] for name in PLACE)


def _numbers(given: Mapping[str, Any], wrong: dict[str, str]) -> dict[str, Any]:
    port, security = str(given.get("port") or ""), str(given.get("security") or "")
    if not port.isdecimal() or not 0 < int(port[:9]) <= MOST_PORTS:
        wrong["port"] = "Choose a port from 1 to 65535; 993 for TLS, 143 for STARTTLS."
        port = "0"
    if security not in Security.values:
        wrong["security"] = f"Choose one of {', '.join(Security.values)}."
    return {"port": int(port), "security": security}


def _switches(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: bool(given.get(name)) for name in ("imports_existing", "active")}


def _is_host(text: str) -> bool:
    plain = text.replace(":", "").replace(".", "").replace("-", "").replace("_", "")
    return plain.isalnum() and len(text) <= 255  # noqa: PLR2004  as DNS has it


def _team(given: object) -> Team | None:
    """By itself, its slug or its number."""
    if isinstance(given, Team) or not given:
        return given if isinstance(given, Team) else None
    found = next((each for each in team_choices() if given in {each.slug, str(each.pk)}), None)
    if found is None:
        raise ValidationError({"team": f"There is no team “{given}”."})
    return found
