"""A stream of events as SDKs send them: batches of several sizes over connections kept open."""

import asyncio
import random
import time
import uuid
from dataclasses import dataclass, field

import orjson

from bench.capture import event

CONNECTIONS = 32
SIZES = [1, 1, 1, 5, 10, 10, 20, 50, 100, 100]  # browsers send few at a time, servers many
VARIETIES = 20  # of each size, made once; only the uuids differ from batch to batch
PLACE = "00000000-0000-4000-8000-000000000000"
MOST_PAUSE = 5.0  # seconds after a refusal


@dataclass
class Sent:
    """What came of a stream."""

    acknowledged: list[bytes] = field(default_factory=list)  # uuids
    refused: dict[int, int] = field(default_factory=dict)  # by status
    broken: int = 0  # connections
    seconds: float = 0
    slowest: float = 0  # seconds one request took

    def __str__(self) -> str:
        return (
            f"{len(self.acknowledged):,} events acknowledged,"
            f" {len(self.acknowledged) / self.seconds:,.0f} a second, the slowest request"
            f" {self.slowest:.2f} s; refused {self.refused or 'none'}, {self.broken} broken off"
        )


class Batches:
    """Bodies with uuids never used before."""

    def __init__(self, key: str, seed: int = 1) -> None:
        self._random = random.Random(seed)
        self._prepared = [
            (size, self._body(key, size).split(PLACE.encode()))
            for size in SIZES
            for _ in range(VARIETIES)
        ]

    def _body(self, key: str, size: int) -> bytes:
        events = [event(self._random) for _ in range(size)]
        for each in events:
            each["uuid"] = PLACE
            each["properties"]["$lib"] = "bench"
        return orjson.dumps({"api_key": key, "batch": events})

    def next(self) -> tuple[bytes, list[bytes]]:
        size, parts = self._random.choice(self._prepared)
        uuids = [uuid.uuid4() for _ in range(size)]
        woven = [parts[0]]
        for each, part in zip(uuids, parts[1:], strict=True):
            woven += (str(each).encode(), part)
        return b"".join(woven), [each.bytes for each in uuids]


async def send(port: int, key: str, rate: float, seconds: float) -> Sent:
    """``rate`` events a second; as many as the server takes when it takes fewer."""
    sent, batches, due = Sent(), Batches(key), [0]
    began = time.perf_counter()

    async def sender() -> None:
        connection: Connection | None = None
        while (now := time.perf_counter() - began) < seconds:
            if (ahead := due[0] / rate - now) > 0:
                await asyncio.sleep(min(ahead, seconds - now))
                continue
            body, uuids = batches.next()
            due[0] += len(uuids)
            connection = await _delivered(connection, port, body, uuids, sent)

    await asyncio.gather(*(sender() for _ in range(CONNECTIONS)))
    sent.seconds = time.perf_counter() - began
    return sent


async def _delivered(
    connection: "Connection | None", port: int, body: bytes, uuids: list[bytes], sent: Sent
) -> "Connection | None":
    """One batch once: what is refused is counted, and is not in the acknowledged."""
    asked = time.perf_counter()
    try:
        connection = connection or await Connection(port).open()
        status, retry = await connection.post("/batch", body)
    except (OSError, asyncio.IncompleteReadError):
        sent.broken += 1
        await asyncio.sleep(0.2)
        return None
    sent.slowest = max(sent.slowest, time.perf_counter() - asked)
    if status == 200:
        sent.acknowledged += uuids
    else:
        sent.refused[status] = sent.refused.get(status, 0) + 1
        await asyncio.sleep(min(retry, MOST_PAUSE))
    return connection


class Connection:
    """Keep-alive HTTP; cheap, because the client shares the machine with the server."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def open(self) -> "Connection":
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        return self

    async def post(self, path: str, body: bytes) -> tuple[int, float]:
        """The status, and the seconds to wait for when it says so."""
        head = f"POST {path} HTTP/1.1\r\nhost: x\r\ncontent-length: {len(body)}\r\n\r\n"
        self._writer.write(head.encode() + body)
        answer = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        length = int(answer.partition(b"content-length: ")[2].split(b"\r\n")[0])
        await self._reader.readexactly(length)
        retry = answer.partition(b"retry-after: ")[2].split(b"\r\n")[0]
        return int(answer.split()[1]), float(retry or 0)
