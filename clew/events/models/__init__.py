"""What is captured and not yet written, and what never could be."""

from clew.events.models.log import CaptureBatch, WriterChunk
from clew.events.models.quarantine import QuarantinedEvent

__all__ = ["CaptureBatch", "QuarantinedEvent", "WriterChunk"]
