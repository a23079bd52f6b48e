"""Which fields of the API's own models say something about a person."""

from clew.api.models import StoredAnswer
from clew.core.personal_data import register

register.declare(StoredAnswer, personal="body", other="id token key fingerprint status created_at")
