"""Which fields of webhooks say something about a person."""

from clew.core.personal_data import register
from clew.integrations.webhooks.models import Endpoint, WebhookDelivery

register.declare(
    Endpoint,
    personal="changed_by",
    other="id name url secret facts with_notes active created_at changed_at deleted_at",
)
register.declare(
    WebhookDelivery,
    personal="payload answer",
    other=(
        "id endpoint stable_id key event subject state attempts next_attempt_at leased_until"
        " status error created_at sent_at"
    ),
)
