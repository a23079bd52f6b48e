"""The text of a mail as SMTP brings it, without keeping each of its lines as an object.

A mail of empty lines would take eighty times its size, and one line without an end all memory.
"""

import asyncio
from dataclasses import dataclass

END = b"\r\n.\r\n"  # nothing else ends it: what others take for an end smuggles a second mail
PIECE = 64 * 1024 * 1024  # more than a reader ever holds: reading empties it
TOO_LARGE = "552 5.3.4 Too much mail data"
NO_ROOM = "452 4.3.1 Too many large mails at once. Try again later"


@dataclass
class Room:
    """For what all connections of one listener are just bringing."""

    most: int
    used: int = 0


async def read_text(reader: asyncio.StreamReader, most: int, room: Room) -> bytes | str:
    """Or, read to its end all the same, the words to refuse it with.

    Raises ConnectionResetError when the client went.
    """
    kept, held, refusal = bytearray(END[:2]), 0, ""
    try:
        while True:
            begin = max(0, len(kept) - len(END) + 1)
            kept += await _piece(reader)
            if (end := kept.find(END, begin)) >= 0:
                break
            refusal = refusal or _refusal(len(kept), most, room.most - room.used + held)
            if refusal:
                del kept[: 1 - len(END)]
            room.used += len(kept) - held
            held = len(kept)
    finally:
        room.used -= held
    if rest := bytes(kept[end + len(END) :]):
        reader.feed_data(rest)  # the next command
    if refusal or end > most:
        return refusal or TOO_LARGE
    # Of each line that begins with a dot, that dot goes (RFC 5321, 4.5.2).
    return bytes(kept[: end + 2].replace(b"\r\n.", b"\r\n")[2:])


async def _piece(reader: asyncio.StreamReader) -> bytes:
    if piece := await reader.read(PIECE):
        return piece
    raise ConnectionResetError


def _refusal(size: int, most: int, room: int) -> str:
    if size > most + len(END):
        return TOO_LARGE
    return NO_ROOM if size > room else ""
