"""How what is wrong is told."""

from typing import Any

FEW = 3  # examples of each fault


def some(what: str, wrong: Any) -> list[str]:
    listed = list(wrong)
    return [f"{what}: {len(listed)}, such as {listed[:FEW]}"] if listed else []
