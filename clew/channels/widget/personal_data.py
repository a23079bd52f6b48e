from clew.channels.widget.models import WidgetPost, WidgetSession
from clew.core.personal_data import register

register.declare(
    WidgetSession,
    personal="distinct_id name email",
    other="id key secret_digest verified plan created_at last_seen_at",
)
register.declare(WidgetPost, other="id session nonce ticket message created_at")
