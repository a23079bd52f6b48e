"""What Clew acknowledged: the answer was read whole, and said yes."""

import threading
from collections import defaultdict
from dataclasses import dataclass, field


@dataclass
class Told:
    """``heard`` is notified with each acknowledgement: a good moment to kill."""

    events: dict[str, tuple[str, str, str]] = field(default_factory=dict)  # who, company, name
    tickets: dict[str, int] = field(default_factory=dict)  # mark in its text: number
    replies: dict[str, int] = field(default_factory=dict)  # mark: number
    words: dict[str, int] = field(default_factory=dict)  # any other message's mark: number
    mails: set[str] = field(default_factory=set)  # mark in its text
    files: dict[str, str] = field(default_factory=dict)  # mark of the mail: digest of what it had
    moves: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    bulks: dict[str, list[int]] = field(default_factory=dict)  # tag: numbers
    merged: dict[str, str] = field(default_factory=dict)  # anonymous id: the id it was merged into
    odd: list[str] = field(default_factory=list)  # answers that no crash explains
    heard: threading.Condition = field(default_factory=threading.Condition)

    def ack(self) -> None:
        with self.heard:
            self.heard.notify_all()

    @property
    def marks(self) -> dict[str, int]:
        return {**self.tickets, **self.replies, **self.words}

    def counts(self) -> str:
        moves = sum(map(len, self.moves.values()))
        return (
            f"{len(self.events)} events, {len(self.tickets)} tickets, {len(self.replies)} replies,"
            f" {len(self.words)} other messages, {len(self.mails)} mails in with"
            f" {len(self.files)} files, {moves} moves, {len(self.bulks)} bulk jobs"
        )
