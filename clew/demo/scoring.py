"""The health of the demo's accounts, so that it is there at the first look, with its past."""

from clew.analytics.health.past import score_past
from clew.analytics.health.running import score_accounts
from clew.people.models import Environment


def score(environment: Environment) -> None:
    score_past(environment)
    score_accounts(environment)
