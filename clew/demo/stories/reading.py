"""Reads the stories: tickets as they are told in the .md files beside this one.

A file holds tickets. Each begins with "## subject", then "name: value" lines, then its messages,
each under a line such as ``--- customer +40m`` or ``--- note dev +1h attach=night.log``.
Times after "+" count from the message before, those after "@" back from now.
"{incident}" is the weekday of the bad day.
"""

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
UNITS = {"d": "days", "h": "hours", "m": "minutes"}
DURATION = re.compile(r"(\d+)([dhm])")
REQUIRED = {"who", "opened", "channel", "verified", "status", "area", "severity", "kind", "tags"}
MARK = "{incident}"
OPTIONAL = {"assignee", "followers", "page", "signals", "online", "lately", "waits", "escalated"}


@dataclass(frozen=True, slots=True)
class Told:
    """One message of a story. ``by`` is "customer" or the handle of a member of staff."""

    by: str
    after: timedelta
    body: str
    is_note: bool = False
    attachment: str = ""
    before_now: timedelta = timedelta()  # zero: ``after`` counts

    @property
    def from_customer(self) -> bool:
        return self.by == "customer"

    def spoken(self, incident: str) -> "Told":
        """With the weekday of the bad day put in."""
        return replace(self, body=self.body.replace(MARK, incident))


@dataclass(frozen=True, slots=True)
class Story:
    subject: str
    who: str
    opened: str  # "-3 14:05", "incident 09:52" (UTC) or "2h10m" (before now)
    channel: str
    verified: bool
    status: str
    area: str
    severity: str
    kind: str
    tags: tuple[str, ...]
    messages: tuple[Told, ...]
    assignee: str = ""
    followers: tuple[str, ...] = ()
    page: tuple[str, str] = ("/home", "Home")  # path and title
    signals: tuple[str, ...] = ()  # what the product said before the ticket
    online: str = ""  # how long before now the requester was last seen
    lately: tuple[str, ...] = ()  # what they did then
    waits: str = ""  # for what, when it is on hold
    escalated: str = ""  # to support or engineering, by the first note

    def subject_on(self, incident: str) -> str:
        return self.subject.replace(MARK, incident)

    @property
    def is_fresh(self) -> bool:
        """Told in minutes before now, so that the inbox is alive whenever it is opened."""
        return " " not in self.opened


@cache
def stories() -> tuple[Story, ...]:
    files = sorted(HERE.glob("*.md"))
    return tuple(story for file in files for story in _stories_in(file.read_text("utf-8")))


def attachment(name: str) -> bytes:
    return (HERE / "files" / name).read_bytes()


def duration(text: str) -> timedelta:
    """``1d``, ``2h10m``, ``45m``."""
    parts = DURATION.findall(text)
    if "".join(number + unit for number, unit in parts) != text:
        raise ValueError(f"not a duration: {text}")
    return sum(
        (timedelta(**{UNITS[unit]: int(number)}) for number, unit in parts), start=timedelta()
    )


def _stories_in(text: str) -> list[Story]:
    return [_story(chunk) for chunk in re.split(r"^## ", text, flags=re.MULTILINE)[1:]]


def _story(chunk: str) -> Story:
    head, *messages = re.split(r"^--- ", chunk, flags=re.MULTILINE)
    subject, *lines = head.strip().splitlines()
    said = dict(line.split(": ", 1) for line in lines if line)
    if missing := REQUIRED - said.keys() or said.keys() - REQUIRED - OPTIONAL:
        raise ValueError(f"{subject}: look at {sorted(missing)}")
    path, _, title = said.get("page", "/home | Home").partition(" | ")
    return Story(
        subject=subject,
        **{name: said[name] for name in ("who", "opened", "channel", "status", "area")},
        **{name: said[name] for name in ("severity", "kind")},
        verified=said["verified"] == "yes",
        tags=tuple(said["tags"].split()),
        messages=tuple(_told(message) for message in messages),
        assignee=said.get("assignee", ""),
        followers=tuple(said.get("followers", "").split()),
        page=(path, title),
        signals=_list(said.get("signals", "")),
        online=said.get("online", ""),
        lately=_list(said.get("lately", "")),
        waits=said.get("waits", ""),
        escalated=said.get("escalated", ""),
    )


def _list(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split("; ")))


def _told(message: str) -> Told:
    head, _, body = message.partition("\n")
    words = head.split()
    is_note = words[0] == "note"
    options = words[2:] if is_note else words[1:]
    by = words[1] if is_note else words[0]
    return Told(
        by=by,
        after=duration(_option(options, "+") or "0m"),
        body=body.strip(),
        is_note=is_note,
        attachment=_option(options, "attach="),
        before_now=duration(_option(options, "@")),
    )


def _option(words: list[str], sign: str) -> str:
    return next((word.removeprefix(sign) for word in words if word.startswith(sign)), "")
