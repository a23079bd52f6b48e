"""What a backup asks of the event store: here, or in the running server that has it open."""

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, Protocol

import httpx
from clickhouse_connect.driver.exceptions import ClickHouseError

from clew.backup import parts
from clew.backup.manifest import Counted
from clew.backup.refusing import BackupRefused


class EventPart(Protocol):
    def ask(self, step: str, **arguments: Any) -> Any: ...


class Here:
    def ask(self, step: str, **arguments: Any) -> Any:
        answer = run_step({"step": step, "arguments": arguments})
        if "refused" in answer:
            raise BackupRefused(str(answer["refused"]))
        return answer["answer"]


class AtServer:
    """Each step is a request; a month of tens of millions of events may take minutes."""

    def __init__(self, url: str, control_token: str) -> None:
        self._url, self._headers = f"{url}/-/backup", {"X-Clew-Control": control_token}

    def ask(self, step: str, **arguments: Any) -> Any:
        asked = {"step": step, "arguments": arguments}
        try:
            answer = httpx.post(
                self._url, json=asked, headers=self._headers, timeout=6 * 3600, trust_env=False
            )
        except httpx.HTTPError as error:
            raise BackupRefused(f"The running server does not answer: {error}.") from None
        if answer.status_code != httpx.codes.OK:
            raise BackupRefused(
                f"The running server answered {answer.status_code}: it is of another version."
                " Restart it, then try again."
            )
        found: dict[str, Any] = answer.json()
        if "refused" in found:
            raise BackupRefused(str(found["refused"]))
        return found["answer"]


def run_step(asked: dict[str, Any]) -> dict[str, Any]:
    try:
        return {"answer": STEPS[asked["step"]](**asked["arguments"])}
    except BackupRefused as refusal:
        return {"refused": str(refusal)}
    except (ClickHouseError, OSError) as error:
        return {"refused": f"The event store says: {str(error)[:500]}"}


def _counted(month: str, names: list[str]) -> dict[str, Any]:
    return asdict(parts.counted(month, names))


def _write(month: str, names: list[str], folder: str) -> str:
    return str(parts.write_month(month, names, Path(folder)))


STEPS: dict[str, Callable[..., Any]] = {
    "columns": parts.columns,
    "migrations": parts.migrations,
    "bytes": parts.bytes_on_disk,
    "copy": parts.take_copy,
    "months": parts.months,
    "count": _counted,
    "write": _write,
    "drop": parts.drop_copy,
}


def month_counted(store: EventPart, month: str, names: list[str]) -> Counted:
    return Counted(**store.ask("count", month=month, names=names))
