"""format=flowed (RFC 3676): lines that were broken only for the way are joined again."""

SIGNATURE = "-- "


def unflowed(text: str, *, delsp: bool) -> str:
    done: list[str] = []
    words: list[str] = []  # of the paragraph that goes on
    depth = 0  # of its quoting
    for line in text.split("\n"):
        here, said = _unquoted(line)
        if words and (here != depth or said == SIGNATURE):
            done.append(_quoted(depth, words))
            words = []
        depth = here
        is_soft = said.endswith(" ") and said != SIGNATURE
        words.append(said[:-1] if is_soft and delsp else said)
        if not is_soft:
            done.append(_quoted(depth, words))
            words = []
    return "\n".join([*done, *([_quoted(depth, words)] if words else [])])


def _unquoted(line: str) -> tuple[int, str]:
    words = line.lstrip(">")
    depth = len(line) - len(words)
    # A space is stuffed in front of lines that begin with one, with > or with From.
    return depth, words.removeprefix(" ")


def _quoted(depth: int, words: list[str]) -> str:
    said = "".join(words)
    return f"{'>' * depth} {said}" if depth else said
