"""Raw bytes to a Parsed mail. Takes any bytes; raises nothing."""

from clew.channels.email.parsing.parsed import Parsed


def parse(raw: bytes) -> Parsed:
    raise NotImplementedError
