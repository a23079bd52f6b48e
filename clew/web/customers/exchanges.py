"""What a person asked a model and what it answered, whatever shape the provider's SDK sent.

Shapes seen: a string; a list of ``{role, content}``; content as text or as a list of typed
parts; tool calls beside the content (``tool_calls``) or among its parts (``tool_use``).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from clew.web.customers.text import block, clean

_MESSAGES = 40  # the newest of one exchange
_LETTERS = 6_000  # of one message
_ROLES = {
    "user": "User",
    "human": "User",
    "assistant": "Assistant",
    "ai": "Assistant",
    "model": "Assistant",
    "system": "Instructions",
    "developer": "Instructions",
    "tool": "Tool result",
    "function": "Tool result",
}
_TEXT_KEYS = ("text", "input_text", "output_text", "thinking", "refusal")


@dataclass(frozen=True, slots=True)
class ToolCall:
    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class Said:
    role: str
    text: str
    calls: list[ToolCall]
    left_out: int = 0

    @property
    def is_instructions(self) -> bool:
        return self.role == "Instructions"


def asked(properties: Mapping[str, Any]) -> list[Said]:
    given = properties.get("$ai_input")
    return _said(properties.get("$ai_input_state") if given is None else given, "User")


def answered(properties: Mapping[str, Any]) -> list[Said]:
    given = properties.get("$ai_output_choices")
    if given is None:
        given = properties.get("$ai_output", properties.get("$ai_output_state"))
    return _said(given, "Assistant")


def question(properties: Mapping[str, Any], limit: int = 90) -> str:
    """The last thing the user said, for a title."""
    said = [message for message in asked(properties) if message.role == "User" and message.text]
    return clean(said[-1].text, limit) if said else ""


def _said(value: Any, role: str) -> list[Said]:
    if value is None or value == "":
        return []
    if isinstance(value, dict) and isinstance(value.get("messages"), list):
        value = value["messages"]
    entries = value if isinstance(value, list) else [value]
    messages = [_one(entry, role) for entry in entries[-_MESSAGES:]]
    return [message for message in messages if message.text or message.calls]


def _one(entry: Any, role: str) -> Said:
    if not isinstance(entry, dict):
        text, left_out = block(entry, _LETTERS)
        return Said(role, text, [], left_out)
    inner = entry.get("message")
    if isinstance(inner, dict):
        entry = inner
    named = clean(entry.get("role"), 20).lower()
    content = entry.get("content", entry.get("parts"))
    if content is None and not entry.get("tool_calls"):
        content = entry.get("text", None if "role" in entry else entry)
    text, left_out = block("\n\n".join(part for part in _texts(content) if part), _LETTERS)
    return Said(_ROLES.get(named, named.capitalize() or role), text, _calls(entry), left_out)


def _texts(content: Any) -> Iterator[Any]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, list):
        for part in content[:50]:
            yield from _part(part)
    elif isinstance(content, dict):
        yield block(content, _LETTERS)[0]


def _part(part: Any) -> Iterator[Any]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        kind = clean(part.get("type"), 40) or "text"
        text = next((part[key] for key in _TEXT_KEYS if isinstance(part.get(key), str)), None)
        if text is not None:
            yield text
        elif kind == "tool_result":
            yield from _texts(part.get("content"))
        elif not _is_call(part):
            yield f"[{kind}]"


def _calls(entry: dict[str, Any]) -> list[ToolCall]:
    listed = entry.get("tool_calls")
    found = [call for call in listed if isinstance(call, dict)] if isinstance(listed, list) else []
    content = entry.get("content")
    if isinstance(content, list):
        found += [part for part in content if isinstance(part, dict) and _is_call(part)]
    return [_call(call) for call in found[:20]]


def _is_call(part: dict[str, Any]) -> bool:
    return part.get("type") in {"tool_use", "tool_call", "function", "function_call", "tool-call"}


def _call(call: dict[str, Any]) -> ToolCall:
    function = call.get("function")
    source = function if isinstance(function, dict) else call
    name = clean(source.get("name") or source.get("toolName"), 80) or "a tool"
    given = source.get("arguments", source.get("input", source.get("args", "")))
    return ToolCall(name, block(given, 1_000)[0])
