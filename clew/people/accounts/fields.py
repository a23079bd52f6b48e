"""The fields of an account: their labels, how they are read, and where they come from if nobody
said.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from clew.people.accounts.reading import count_in, number_in, text_in, time_in
from clew.people.models import AccountField, OwnerKind

MAX_PLAN = 320
MAX_LINE = 80
MAX_NAME, MAX_EMAIL = 120, 320


@dataclass(frozen=True)
class Owner:
    """Somebody of staff, by id, or somebody without a sign-in."""

    staff: int | None = None
    name: str = ""
    email: str = ""

    @property
    def as_json(self) -> dict[str, Any]:
        found = {"staff": self.staff, "name": self.name, "email": self.email}
        return {key: value for key, value in found.items() if value}


def plan_in(value: Any) -> str | None:
    return text_in(value, MAX_PLAN) if isinstance(value, str) else None


def line_in(value: Any) -> str | None:
    return text_in(value, MAX_LINE)


def currency_in(value: Any) -> str | None:
    text = value.strip().upper() if isinstance(value, str) else ""
    return text if len(text) == 3 and text.isascii() and text.isalpha() else None  # noqa: PLR2004


def owner_in(value: Any) -> Owner | None:
    """A name, an email, both as ``{"name", "email"}``, or ``{"staff": id}``."""
    if isinstance(value, dict):
        staff = value.get("staff")
        if isinstance(staff, int) and not isinstance(staff, bool):
            return Owner(staff, name=text_in(value.get("name"), MAX_NAME) or "")
        name = text_in(value.get("name"), MAX_NAME) or ""
        email = text_in(value.get("email"), MAX_EMAIL) or ""
        return Owner(name=name, email=email) if name or email else None
    text = text_in(value, MAX_EMAIL) if isinstance(value, str) else None
    if text is None:
        return None
    return Owner(email=text) if "@" in text and " " not in text else Owner(name=text[:MAX_NAME])


READERS: dict[str, Callable[[Any], Any]] = {
    AccountField.PLAN: plan_in,
    AccountField.MRR: number_in,
    AccountField.ARR: number_in,
    AccountField.CURRENCY: currency_in,
    AccountField.TRIAL_ENDS: time_in,
    AccountField.RENEWS: time_in,
    AccountField.SEATS: count_in,
    AccountField.SEATS_USED: count_in,
    AccountField.REGION: line_in,
    AccountField.RISK: line_in,
    OwnerKind.CSM: owner_in,
    OwnerKind.TAM: owner_in,
    OwnerKind.AE: owner_in,
}
OWNERS = tuple(str(kind) for kind in OwnerKind)
VALUES = tuple(str(field) for field in AccountField)
FIELDS = (*VALUES, *OWNERS)
LABELS: dict[str, str] = {
    **{str(value): str(label) for value, label in AccountField.choices},
    **{str(value): str(label) for value, label in OwnerKind.choices},
}
SHORT = {"csm": "CSM", "tam": "TAM", "ae": "AE"}
NUMBERS = (AccountField.MRR, AccountField.ARR, AccountField.SEATS, AccountField.SEATS_USED)
TIMES = (AccountField.TRIAL_ENDS, AccountField.RENEWS)

# Properties that are taken for a field until an admin says otherwise; the first that says
# something counts.
USUAL: dict[str, tuple[str, ...]] = {
    "plan": ("plan", "$plan", "plan_name", "subscription_plan"),
    "mrr": ("mrr", "$mrr", "mrr_usd", "mrr_eur", "mrr_gbp", "monthly_recurring_revenue"),
    "arr": ("arr", "$arr", "arr_usd", "arr_eur", "arr_gbp", "annual_recurring_revenue"),
    "currency": ("currency", "$currency", "billing_currency"),
    "trial_ends_at": ("trial_ends_at", "trial_end", "trial_ends", "trial_end_date", "trial_until"),
    "renews_at": (
        "renews_at",
        "renews_on",
        "renewal_date",
        "renewal_at",
        "current_period_end",
        "contract_end",
    ),
    "seats": ("seats", "$seats", "seat_count", "seats_total", "licensed_seats"),
    "seats_used": ("seats_used", "used_seats", "active_seats"),
    "region": ("region", "$region", "data_region", "cloud_region"),
    "risk": ("risk", "$risk", "churn_risk", "risk_level"),
    "csm": ("csm", "$csm", "customer_success_manager", "account_owner", "account_manager", "owner"),
    "tam": ("tam", "$tam", "technical_account_manager"),
    "ae": ("ae", "$ae", "account_executive", "sales_owner"),
}
