"""What is counted and registered once other domains did something. Each is safe to run twice."""

from clew.analytics.health.account_parts import register_account_parts
from clew.analytics.health.event_parts import register_event_parts
from clew.analytics.health.running import score_anew
from clew.analytics.metrics import reactions as _of_metrics  # noqa: F401  registers its own
from clew.core.facts import Recorded, reaction
from clew.people.facts import AccountTypeChosen
from clew.people.models import Environment

register_event_parts()
register_account_parts()


@reaction(AccountTypeChosen)
def score_the_new_accounts(recorded: Recorded) -> None:
    environment = Environment.objects.filter(pk=recorded.fact.environment_id).first()
    if environment is not None:
        score_anew(environment)
