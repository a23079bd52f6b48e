"""lz-string's base64 form, inflated within a budget.

The published Python port has no limit on its output, and a body of a few hundred kilobytes can
grow by a factor of many thousands; hence this bounded reader of the same format.
"""

import string

from clew.events.capture.refusals import BadBody, TooLarge

# Read bit by bit in Python, about a second for this many. Only old browser SDKs send it.
MAX_LETTERS = 1024 * 1024
CHAR_8_BITS, CHAR_16_BITS, END = 0, 1, 2
# Six bits a character; lz-string does not pad to whole bytes, so base64 decoders refuse it.
SIX_BITS = {
    ord(letter): f"{value:06b}"
    for value, letter in enumerate(string.ascii_uppercase + string.ascii_lowercase + "0123456789+/")
}


class _Bits:
    """Reads numbers least significant bit first from a bit string."""

    def __init__(self, data: bytes) -> None:
        self._bits = "".join(SIX_BITS[letter] for letter in data)
        self._position = 0

    def take(self, count: int) -> int:
        start, self._position = self._position, self._position + count
        if self._position > len(self._bits):
            raise BadBody("lz64 data ends too early")
        return int(self._bits[start : self._position][::-1], 2)


def inflate_lz64(data: bytes, *, budget: int) -> bytes:
    """UTF-8 text of an lz-string base64 body; ``budget`` is in bytes of output."""
    letters = data.strip().rstrip(b"=")
    if len(letters) > MAX_LETTERS:
        raise TooLarge("lz64 payload is too large; send gzip")
    try:
        bits = _Bits(letters)
    except KeyError as error:
        raise BadBody("lz64 data is not base64") from error
    text = "".join(_entries(bits, budget))
    joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return joined.encode()


def _literal(bits: _Bits, code: int) -> str:
    return chr(bits.take(8 if code == CHAR_8_BITS else 16))


def _entries(bits: _Bits, budget: int) -> list[str]:
    code = bits.take(2)
    if code == END:
        return []
    previous = _literal(bits, code)
    # Codes 0 to 2 are commands; the first literal took code 3.
    words: list[str] = ["", "", "", previous]
    out, size, width, room = [previous], 1, 3, 4
    while (code := bits.take(width)) != END:
        if code in {CHAR_8_BITS, CHAR_16_BITS}:
            words.append(_literal(bits, code))
            code = len(words) - 1
            room -= 1
            if room == 0:
                room, width = 1 << width, width + 1
        word = _word(words, code, previous)
        words.append(previous + word[0])
        out.append(word)
        size += len(word)
        if size > budget:
            raise TooLarge("payload is too large after decompression")
        previous = word
        room -= 1
        if room == 0:
            room, width = 1 << width, width + 1
    return out


def _word(words: list[str], code: int, previous: str) -> str:
    if code < len(words):
        return words[code]
    if code == len(words):
        return previous + previous[0]
    raise BadBody("lz64 data is damaged")
