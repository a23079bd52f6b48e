"""Memory that is free again goes back to the system, where the C library is glibc.

Of itself it keeps a place of its own to take from for each of many threads, and what those once
needed it keeps as well: a sixth of what a busy server held.
"""

import contextlib
import ctypes

# Of <malloc.h>
TRIM_THRESHOLD, MMAP_THRESHOLD, ARENA_MAX = -1, -3, -8
ARENAS = 2  # places that threads share to take from; of itself eight for each core
LARGE = 2**20  # bytes, from which a piece goes back as soon as it is free


def share_arenas() -> None:
    """For this process, before there are threads. What somebody set by MALLOC_… is overruled."""
    with contextlib.suppress(OSError, AttributeError):  # another C library, which knows none of it
        library = ctypes.CDLL(None)
        library.mallopt(ARENA_MAX, ARENAS)
        library.mallopt(MMAP_THRESHOLD, LARGE)
        library.mallopt(TRIM_THRESHOLD, LARGE)
