"""What is captured and not yet written, and what never could be."""

from clew.events.models.log import CaptureBatch, WriterChunk
from clew.events.models.quarantine import QuarantinedEvent
from clew.events.models.rewriting import RewrittenUntil

__all__ = ["CaptureBatch", "QuarantinedEvent", "RewrittenUntil", "WriterChunk"]
