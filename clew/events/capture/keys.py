"""Which environment does a token open? Remembered for a few seconds."""

import asyncio
import contextlib
import time
from dataclasses import dataclass

import psycopg
from psycopg import AsyncConnection

from clew.events.capture.database import connect
from clew.events.capture.refusals import BadToken, NotNow

REMEMBER = 5.0  # seconds; a revoked key works for this long
MOST = 10_000  # tokens remembered, known and unknown
FIND = "SELECT id, environment_id FROM people_capturekey WHERE key = %s AND revoked_at IS NULL"


@dataclass(frozen=True, slots=True)
class Key:
    id: int
    environment_id: int


class KeyBook:
    """Lives on one event loop."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[float, Key | None]] = {}
        self._connection: AsyncConnection | None = None
        self._asking = asyncio.Lock()

    async def key_for(self, token: str) -> Key:
        """Raises BadToken when no living key has this token, NotNow when nobody can say."""
        found = self._remembered(token)
        if found is None:
            async with self._asking:
                found = self._remembered(token) or await self._ask(token)
        if found[1] is None:
            raise BadToken("no capture key has this token")
        return found[1]

    def remembers(self, token: str) -> bool:
        """Whether this is no guess: a key that was one lately, or an answer that needs no asking.

        What was a key lately is asked about again, also while PostgreSQL is away, and by hundreds
        of requests at once; none of them is told that it guesses.
        """
        found = self._known.get(token)
        return found is not None and (found[1] is not None or found[0] > time.monotonic())

    async def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(psycopg.Error):
                await connection.close()

    def _remembered(self, token: str) -> tuple[float, Key | None] | None:
        found = self._known.get(token)
        return found if found is not None and found[0] > time.monotonic() else None

    async def _ask(self, token: str) -> tuple[float, Key | None]:
        try:
            if self._connection is None or self._connection.closed:
                self._connection = await connect()
            row = await (await self._connection.execute(FIND, [token])).fetchone()
        except (psycopg.Error, OSError) as error:
            await self.close()
            raise NotNow("events cannot be stored at the moment; try again") from error
        if len(self._known) >= MOST:
            self._known.clear()
        found = (time.monotonic() + REMEMBER, Key(*row) if row else None)
        self._known[token] = found
        return found
