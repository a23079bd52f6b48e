"""ISO-2022-JP as it is really sent: with the vendors' characters that the standard leaves out."""

import re

ESCAPE = re.compile(rb"\x1b(\$\(?[@BDOQ]|\([BJIH])")
ROWS = range(0x21, 0x7F)  # the printable bytes
HALVES = range(0x21, 0x60)
ROW_63 = 0x5F
CELL_63 = 0x60
WIDE = (b"$@", b"$B", b"$(@", b"$(B", b"$(O", b"$(Q")


def decode_by_escapes(raw: bytes) -> str:
    """Never raises; what is not understood becomes U+FFFD."""
    pieces = ESCAPE.split(raw)
    words = [_ascii(pieces[0])]
    for escape, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        words.append(_decoded(escape, piece))
    return "".join(words)


def _ascii(piece: bytes) -> str:
    return piece.decode("ascii") if piece.isascii() else piece.decode("cp932", "replace")


def _decoded(escape: bytes, piece: bytes) -> str:
    if escape == b"$(D":  # JIS X 0212, the supplementary set
        return _by_lines(piece, _supplementary)
    if escape in WIDE:
        return _by_lines(piece, _wide)
    if escape == b"(I":  # half-width katakana
        return bytes(each | 0x80 if each in HALVES else each for each in piece).decode(
            "cp932", "replace"
        )
    return _ascii(piece)


def _by_lines(piece: bytes, decode: object) -> str:
    """A line break ends the wide characters, whether or not an escape says so."""
    assert callable(decode)
    first, *rest = piece.split(b"\n")
    return "\n".join([str(decode(first)), *(str(_ascii(line)) for line in rest)])


def _supplementary(piece: bytes) -> str:
    pairs = (piece[place : place + 2] for place in range(0, len(piece), 2))
    return b"".join(b"\x8f" + bytes(each | 0x80 for each in pair) for pair in pairs).decode(
        "euc_jp", "replace"
    )


def _wide(piece: bytes) -> str:
    """Rows of JIS X 0208 as Shift-JIS, whose Windows table has the vendors' characters."""
    words = bytearray()
    for place in range(0, len(piece) - 1, 2):
        row, cell = piece[place], piece[place + 1]
        words += _shifted(row, cell) if row in ROWS and cell in ROWS else bytes((row, cell))
    if len(piece) % 2:
        words += piece[-1:]
    return bytes(words).decode("cp932", "replace")


def _shifted(row: int, cell: int) -> bytes:
    first = (row + 1) // 2 + (0x70 if row < ROW_63 else 0xB0)
    if row % 2 == 0:
        return bytes((first, cell + 0x7E))
    return bytes((first, cell + (0x20 if cell >= CELL_63 else 0x1F)))
