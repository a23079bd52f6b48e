"""Which fields of the house's own models say something about a person."""

from clew.core.models import FactRecord, Setting, WaitingFact
from clew.core.personal_data import register

register.declare(
    FactRecord,
    personal="actor_id actor_name payload",
    other="id uuid name subject actor_kind recorded_at",
)
register.declare(Setting, other="key value changed_at")
register.declare(WaitingFact, other="fact_id reactions")
