"""docs/performance.md: an introduction, then a section for each benchmark, replaced by itself."""

import re
from pathlib import Path

EXPLAINED = Path(__file__).parent / "explained.md"
HEADING = re.compile(r"^## (.+)$", re.MULTILINE)


class Page:
    def __init__(self, file: Path, machine: str) -> None:
        self._file = file
        self._machine = machine
        parts = HEADING.split(file.read_text()) if file.exists() else [""]
        self._sections = dict(zip(parts[1::2], parts[2::2], strict=True))

    def replace(self, name: str, body: str) -> None:
        self._sections[name] = f"\n\n{body}\n\n"

    def write(self) -> None:
        introduction = EXPLAINED.read_text().replace("{machine}", self._machine).rstrip()
        sections = [f"## {name}\n\n{body.strip()}" for name, body in self._sections.items()]
        self._file.write_text("\n\n".join([introduction, *sections]) + "\n")
