"""What each of our fields says about somebody."""

from clew.core.personal_data import register
from clew.events import models

register.declare(
    models.CaptureBatch,
    personal="body ip query",
    other="id environment key path content_type content_encoding event_count historical refused"
    " received_at",
)
register.declare(models.WriterChunk, other="id batch_ids created_at")
register.declare(models.QuarantinedEvent, personal="raw", other="id environment reason received_at")
register.declare(models.RewrittenUntil, other="id moved_at")
