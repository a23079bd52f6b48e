"""docs/performance.md: an introduction, then a section for each benchmark, replaced by itself."""

import re
from pathlib import Path

HERE = Path(__file__).parent
EXPLAINED = HERE / "explained.md"
SAID = HERE / "said.md"  # what is true of every run, by section
HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
PARTLY = 3  # the status of a program that failed in part: its figures say where


class Page:
    def __init__(self, file: Path, machine: str) -> None:
        self._file = file
        self._machine = machine
        self._sections = sections(file) if file.exists() else {}

    def replace(self, name: str, figures: str, drawn: str = "") -> None:
        """Pictures, what is said of the section, and its figures."""
        above = [part for part in (drawn, sections(SAID).get(name, "")) if part]
        self._sections[name] = "\n\n".join(part.strip() for part in [*above, figures])

    def write(self) -> None:
        introduction = EXPLAINED.read_text().replace("{machine}", self._machine).rstrip()
        shown = [f"## {name}\n\n{body.strip()}" for name, body in self._sections.items()]
        self._file.write_text("\n\n".join([introduction, *shown]) + "\n")


def sections(file: Path) -> dict[str, str]:
    """Bodies by heading, without what stands above the first."""
    parts = HEADING.split(file.read_text())
    return dict(zip(parts[1::2], parts[2::2], strict=True))
