"""``$exception_list`` as something an engineer can read.

On the wire entry 0 is the exception that was caught and the root cause is last; frames run
outermost first, the crash last. Read here in the other order: the crash is at the top.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from clew.web.customers.text import block, clean, number

_EXCEPTIONS = 8  # of one chain
_FRAMES = 40  # of one exception
_CONTEXT = 4  # lines before and after


@dataclass(frozen=True, slots=True)
class Line:
    number: int | None
    code: str
    is_crash: bool


@dataclass(frozen=True, slots=True)
class Frame:
    function: str
    file: str
    position: str  # 118 or 118:7
    in_app: bool
    lines: list[Line]

    @property
    def where(self) -> str:
        return f"{self.file}:{self.position}" if self.position else self.file


@dataclass(frozen=True, slots=True)
class OneException:
    type: str
    value: str
    handled: bool | None
    frames: list[Frame]  # the crash first

    @property
    def own_frames(self) -> list[Frame]:
        """Frames of the product's own code; all of them if the SDK did not tell them apart."""
        return [frame for frame in self.frames if frame.in_app] or self.frames

    @property
    def library_frames(self) -> list[Frame]:
        own = self.own_frames
        return [] if own is self.frames else [f for f in self.frames if not f.in_app]

    @property
    def where(self) -> str:
        """``deliver.ts:118``: the product's own line nearest to the crash."""
        if not self.own_frames:
            return ""
        frame = self.own_frames[0]
        name = frame.file.rsplit("/", 1)[-1]
        return f"{name}:{frame.position}" if frame.position else name


@dataclass(frozen=True, slots=True)
class Exceptions:
    chain: list[OneException]  # the caught one first, the root cause last
    level: str
    left_out: int

    @classmethod
    def of(cls, properties: Mapping[str, Any]) -> Self:
        listed = properties.get("$exception_list")
        entries = [e for e in listed if isinstance(e, dict)] if isinstance(listed, list) else []
        chain = [_exception(entry) for entry in entries[:_EXCEPTIONS]] or [_bare(properties)]
        level = clean(properties.get("$exception_level"), 20).lower() or "error"
        return cls(chain, level, max(0, len(entries) - _EXCEPTIONS))

    @property
    def caught(self) -> OneException:
        return self.chain[0]

    @property
    def root(self) -> OneException:
        return self.chain[-1]


def _bare(properties: Mapping[str, Any]) -> OneException:
    """What older SDKs sent: no list, only a type and a message."""
    kind = clean(properties.get("$exception_type"), 120) or "Error"
    return OneException(kind, clean(properties.get("$exception_message"), 400), None, [])


def _exception(entry: dict[str, Any]) -> OneException:
    stack = entry.get("stacktrace")
    frames = stack.get("frames") if isinstance(stack, dict) else None
    frames = [f for f in frames if isinstance(f, dict)] if isinstance(frames, list) else []
    mechanism = entry.get("mechanism")
    handled = mechanism.get("handled") if isinstance(mechanism, dict) else None
    return OneException(
        type=clean(entry.get("type"), 120) or "Error",
        value=clean(entry.get("value"), 400),
        handled=handled if isinstance(handled, bool) else None,
        frames=[_frame(frame) for frame in reversed(frames[-_FRAMES:])],
    )


def _frame(frame: dict[str, Any]) -> Frame:
    row, column = number(frame.get("lineno")), number(frame.get("colno"))
    position = f"{row:.0f}" if row is not None else ""
    if position and column is not None:
        position = f"{position}:{column:.0f}"
    return Frame(
        function=clean(frame.get("function"), 120) or "(anonymous)",
        file=clean(frame.get("filename") or frame.get("abs_path"), 200) or "(unknown file)",
        position=position,
        in_app=frame.get("in_app") is True,
        lines=_lines(frame, int(row) if row is not None else None),
    )


def _lines(frame: dict[str, Any], row: int | None) -> list[Line]:
    crash = frame.get("context_line")
    if not isinstance(crash, str) or not crash.strip():
        return []
    before, after = _texts(frame.get("pre_context"))[-_CONTEXT:], _texts(frame.get("post_context"))
    texts = [*before, crash, *after[:_CONTEXT]]
    start = row - len(before) if row is not None else None
    return [
        Line(
            number=start + index if start is not None else None,
            code=block(text, 240)[0].rstrip("\n"),
            is_crash=index == len(before),
        )
        for index, text in enumerate(texts)
    ]


def _texts(value: Any) -> list[str]:
    return [line for line in value if isinstance(line, str)] if isinstance(value, list) else []
