"""$exception events with the stack traces of errors.toml."""

import re
from functools import cache
from typing import Any

from clew.demo.activity.moments import Moment
from clew.demo.activity.tables import table_of
from clew.demo.activity.words import draw
from clew.demo.edition import dice

FRAME = re.compile(r"(?P<alien>~?)(?P<file>.+?):(?P<line>\d+)(:(?P<column>\d+))? (?P<rest>.+)")


def maybe_errors(moment: Moment, days_ago: int) -> None:
    """Roll for each error that can happen on a page this visit has seen."""
    seen = {event["properties"].get("$pathname", "") for event in moment.out}
    for key, error in table_of("errors").items():
        if not error["rate"] or not error["to"] <= days_ago <= error["from"]:
            continue
        met = any(path.startswith(error["page"]) for path in seen)
        if met and moment.roll.random() < error["rate"]:
            raise_error(moment, key)


def raise_error(moment: Moment, key: str, **more: Any) -> None:
    """Report the error once, from the browser or the backend, wherever it happens."""
    error = table_of("errors")[key]
    send = moment.browser if error["platform"] == "web:javascript" else moment.server
    level = "warning" if error["handled"] else "error"
    listed = [_described(error, error["platform"], error["handled"], _words_of(moment))]
    if "cause" in error:
        listed.append(_described(error["cause"], error["platform"], True, {}))  # noqa: FBT003
    send("$exception", {"$exception_list": listed, "$exception_level": level, **more})
    moment.wait(1, 15)


def _words_of(moment: Moment) -> dict[str, str]:
    """The same for everybody in an account: its endpoint, its connector."""
    slug = moment.who.account.slug if moment.who.account else ""
    return {**draw(dice("habits", slug)), **table_of("habits").get(slug, {})}


def _described(
    error: dict[str, Any], platform: str, handled: bool, words: dict[str, str]
) -> dict[str, Any]:
    return {
        "type": error["type"],
        "value": error["value"].format_map(words) if words else error["value"],
        "mechanism": {"handled": handled, "type": "generic", "synthetic": False},
        "stacktrace": {"type": "raw", "frames": list(_frames(tuple(error["frames"]), platform))},
    }


@cache
def _frames(lines: tuple[str, ...], platform: str) -> tuple[dict[str, Any], ...]:
    return tuple(_frame(line, platform) for line in lines)


def _frame(text: str, platform: str) -> dict[str, Any]:
    match = FRAME.fullmatch(text)
    if match is None:
        raise ValueError(f"not a frame: {text}")
    function, _, code = match["rest"].partition(" | ")
    around = table_of("code").get(f"{match['file']}:{match['line']}", {})
    frame: dict[str, Any] = {
        "platform": platform,
        "filename": match["file"],
        "function": function,
        "lineno": int(match["line"]),
        "in_app": not match["alien"] and not match["file"].startswith("node:"),
    }
    if match["column"]:
        frame["colno"] = int(match["column"])
    if platform == "python":
        frame["abs_path"] = f"/srv/{match['file']}"
        frame["module"] = match["file"].removesuffix(".py").replace("/", ".")
    if code:
        frame |= _context(code, around)
    return frame


def _context(code: str, around: dict[str, list[str]]) -> dict[str, Any]:
    before = around.get("before", [])
    indent = re.match(r"\s*", before[-1])[0] if before else ""  # type: ignore[index]
    deeper = "    " if before and before[-1].rstrip().endswith((":", "{")) else ""
    found: dict[str, Any] = {"context_line": f"{indent}{deeper}{code}"}
    if around:
        found |= {"pre_context": before, "post_context": around.get("after", [])}
    return found
