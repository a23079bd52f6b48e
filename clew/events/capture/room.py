"""How much of the server one sender may occupy: before a key is known, all senders are strangers.

A hundred kilobytes of gzip can become gigabytes of Python objects, and a body can arrive for
hours. So: a cap on what is held in memory for unfinished bodies, a time to finish in, a cap on
how many values one body may hold, and few large bodies read at a time.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from clew.events.capture.refusals import NotNow, TooLarge

MAX_HELD = 256 * 1024 * 1024  # bytes of unfinished bodies in memory, of all senders together
FINISH_WITHIN = 120.0  # seconds for a whole body
# Sixteen bytes a value on average, at the largest body: telemetry needs a tenth of that.
MAX_CONTAINERS = 1_000_000  # objects and arrays, some 64 to 232 bytes each once read
MAX_VALUES = 4_000_000
READ_TOGETHER = 2  # large bodies, each up to 100 MB of text and as much again of objects
# Anything larger than this that is not plain JSON may be a thousand times as large inside.
PACKED_APART = 4 * 1024  # bytes
PLAIN_APART = 256 * 1024  # bytes

# Its own: jobs that last must not keep a batch waiting to be read, and so its sender.
reading = ThreadPoolExecutor(READ_TOGETHER, thread_name_prefix="capture")
_held = 0


def hold(size: int) -> None:
    """Raises NotNow when the unfinished bodies of all senders are too much already."""
    global _held  # noqa: PLW0603 - memory is the process's
    if _held + size > MAX_HELD:
        raise NotNow("too many large requests at once; try again")
    _held += size


def give_back(size: int) -> None:
    global _held  # noqa: PLW0603 - likewise
    _held -= size


def check_count(text: bytes) -> None:
    """Raises TooLarge for more values than a batch of events has. Counts inside strings too."""
    if len(text) <= MAX_CONTAINERS:
        return
    if text.count(b"{") + text.count(b"[") > MAX_CONTAINERS or text.count(b",") > MAX_VALUES:
        raise TooLarge("payload has too many values; send smaller batches")


def reads_apart(body: bytes) -> bool:
    """Whether reading it would hold up everybody else on the event loop."""
    plain = body[:1] in {b"{", b"["}
    return len(body) >= (PLAIN_APART if plain else PACKED_APART)


def turns() -> asyncio.Semaphore:
    """For large bodies; belongs to the event loop that first waits."""
    return asyncio.Semaphore(READ_TOGETHER)
