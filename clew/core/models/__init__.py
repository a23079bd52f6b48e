from clew.core.models.facts import FactRecord, WaitingFact
from clew.core.models.settings import Setting

__all__ = ["FactRecord", "Setting", "WaitingFact"]
