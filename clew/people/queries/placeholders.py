"""People of whom nobody knows the account: what their address says."""

from dataclasses import dataclass
from importlib.resources import files

from clew.core.bulk import fetch
from clew.people.models import Group, Membership, Person

# Anybody may have an address there: it says nothing of where somebody works.
FREE_MAIL = frozenset(files("clew.people").joinpath("accounts/free_mail.txt").read_text().split())
LOOKED_AT = 500  # people with an address of the domain
_ACCOUNTS = """
    SELECT DISTINCT g.id
    FROM (SELECT p.id FROM people_person p
          WHERE p.environment_id = %b AND p.email ILIKE %b::text AND p.merged_into_id IS NULL
              AND p.id <> %b
          LIMIT %b) AS known
    JOIN people_membership m ON m.person_id = known.id
    JOIN people_group g ON g.id = m.group_id AND g.merged_into_id IS NULL
    JOIN people_grouptype t ON t.id = g.type_id AND t.is_account
    LIMIT 2
"""


@dataclass(frozen=True)
class Placeholder:
    """Instead of an account: why there is none, and which it may be."""

    domain: str
    is_free_mail: bool = False
    account: Group | None = None  # whose people have addresses of the same domain

    @property
    def text(self) -> str:
        if self.is_free_mail:
            return "No account: free mail address"
        if self.account is not None:
            return f"Looks like {self.account.display_name}"
        return "No account"


def placeholder_for(person: Person) -> Placeholder | None:
    """None for somebody who has an account. Two statements at most."""
    if Membership.objects.filter(person=person, group__type__is_account=True).exists():
        return None
    domain = domain_of(person.email)
    if domain in FREE_MAIL:
        return Placeholder(domain, is_free_mail=True)
    return Placeholder(domain, account=_account_alike(person, domain) if domain else None)


def domain_of(email: str) -> str:
    name, _, domain = email.strip().lower().rpartition("@")
    return domain if name and "." in domain else ""


def _account_alike(person: Person, domain: str) -> Group | None:
    """The only account whose people have addresses there; of several, none."""
    escaped = domain.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    rows = fetch(_ACCOUNTS, [person.environment_id, f"%@{escaped}", person.pk, LOOKED_AT])
    if len(rows) != 1:
        return None
    return Group.objects.select_related("type").get(pk=rows[0][0])
