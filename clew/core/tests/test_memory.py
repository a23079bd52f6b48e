"""Threads share the places they take memory from."""

import platform
import subprocess
import sys

import pytest

PROGRAM = """
import ctypes, sys, threading
from clew.core.memory import ARENAS, share_arenas

share_arenas()
together = threading.Barrier(8)

def take():
    together.wait()
    [bytes(5_000) for _ in range(200)]
    together.wait()

threads = [threading.Thread(target=take) for _ in range(8)]
[each.start() for each in threads]
[each.join() for each in threads]
library = ctypes.CDLL(None)
library.fopen.restype = ctypes.c_void_p
told = ctypes.c_void_p(library.fopen(b"/dev/stdout", b"w"))
library.malloc_info(0, told)
library.fclose(told)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library")
def test_many_threads_have_few_places_of_their_own():
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True
    )
    assert 1 <= done.stdout.count("<heap nr=") <= 2  # of themselves: nine
