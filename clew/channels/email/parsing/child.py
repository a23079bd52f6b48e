"""The process that parses: reads a mail, answers what it says, and ends when nobody asks more."""

import gc
import resource
import sys
from typing import BinaryIO

import msgspec

from clew.channels.email.parsing.isolated import LENGTH, PICTURES, SECONDS, Answer
from clew.channels.email.parsing.mail import parse

MEMORY = 1_500_000_000  # bytes of address space; a mail of 30 MB needs a fifth of it
SPARE = 5  # seconds of computing more than the clock on the wall allows


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    gc.freeze()
    serve(sys.stdin.buffer, sys.stdout.buffer)


def serve(asked: BinaryIO, answered: BinaryIO) -> None:
    encoder = msgspec.msgpack.Encoder()
    while True:
        size = asked.read(LENGTH)
        if len(size) < LENGTH:
            return
        how = int.from_bytes(size, "big")
        raw = asked.read(how & ~PICTURES)
        limit_computing()
        answer = answer_to(raw, encoder, remote_pictures=bool(how & PICTURES))
        answered.write(len(answer).to_bytes(LENGTH, "big"))
        answered.write(answer)
        answered.flush()


def limit_computing() -> None:
    """The limit counts from the start of the process, so it moves with every mail."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    until = int(used.ru_utime + used.ru_stime + SECONDS) + SPARE
    resource.setrlimit(resource.RLIMIT_CPU, (until, hard))


def answer_to(
    raw: bytes, encoder: msgspec.msgpack.Encoder, *, remote_pictures: bool = False
) -> bytes:
    try:
        return encoder.encode(Answer(parsed=parse(raw, remote_pictures=remote_pictures)))
    except MemoryError:
        gc.collect()
        return encoder.encode(Answer(reason="too_large", said="Reading it takes too much memory."))
    except Exception as broken:  # noqa: BLE001  the next mail must be read all the same
        said = f"{type(broken).__name__}: {broken}"[:500].encode("utf-8", "replace").decode()
        return encoder.encode(Answer(reason="unreadable", said=said))


if __name__ == "__main__":
    main()
