"""The variables there are, in the words of the settings page."""

from dataclasses import dataclass

from clew.people.accounts.known import LABELS as OF_ACCOUNT
from clew.tickets.macros.parsing import Variable

ANY = "*"  # any property or field of that name
STAND_INS = {"ticket.fields.*": "field", "write.*": "something"}


@dataclass(frozen=True)
class Known:
    path: str  # customer.first_name, or customer.* for any property
    label: str

    @property
    def shown(self) -> str:
        """As the inserter writes it."""
        return self.path.replace(ANY, STAND_INS.get(self.path, "property"))

    @property
    def is_open(self) -> bool:
        """Its last part is to be written over."""
        return self.path.endswith(ANY)


@dataclass(frozen=True)
class Section:
    label: str
    known: tuple[Known, ...]


SECTIONS = (
    Section("Customer", (
        Known("customer.name", "Name"),
        Known("customer.first_name", "First name"),
        Known("customer.email", "Email"),
        Known("customer.*", "Any property of the person"),
    )),
    Section("Account", (
        Known("account.name", "Name"),
        Known("account.plan", "Plan"),
        *(Known(f"account.{key}", label) for key, label in OF_ACCOUNT.items()),
        Known("account.*", "Any property of the account"),
    )),
    Section("You, the agent", (
        Known("agent.name", "Name"),
        Known("agent.first_name", "First name"),
        Known("agent.email", "Email"),
        Known("agent.signature", "Signature"),
    )),
    Section("Ticket", (
        Known("ticket.number", "Number"),
        Known("ticket.subject", "Subject"),
        Known("ticket.url", "Address in Clew, for your team"),
        Known("ticket.status", "Status"),
        Known("ticket.severity", "Severity"),
        Known("ticket.priority", "Priority"),
        Known("ticket.area", "Product area"),
        Known("ticket.team", "Team"),
        Known("ticket.assignee", "Assignee"),
        Known("ticket.fields.*", "A ticket field, by its short name"),
    )),
    Section("For you to fill in", (
        Known("write.*", "A blank of any name, such as {{write.issue_link}}"),
        Known("incident.number", "Incident number"),
        Known("incident.what", "What is affected"),
        Known("incident.impact", "What customers notice"),
        Known("incident.works", "What still works"),
        Known("incident.status_url", "Address of the status page"),
        Known("incident.next_update", "When the next update comes"),
    )),
)  # fmt: skip

EXACT = {known.path: known.label for part in SECTIONS for known in part.known}
OPEN = {path.removesuffix(ANY) for path in EXACT if path.endswith(ANY)}
ROOTS = {path.partition(".")[0] for path in EXACT}


def is_known(variable: Variable) -> bool:
    if variable.path in EXACT:
        return True
    start, _, last = variable.path.rpartition(".")
    return bool(last) and f"{start}." in OPEN


def named_all() -> str:
    """Every variable, for an error's words."""
    return ", ".join(known.shown for part in SECTIONS for known in part.known)
