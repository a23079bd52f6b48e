"""make bench replaces its own section of docs/performance.md and keeps the others."""

import subprocess
import sys
from pathlib import Path

import pytest

from bench import page
from bench.keeping import filled_once
from bench.page import Page

BEFORE = "# Performance\n\nof old\n\n## Mail\n\nfast\n\n## Growth\n\nflat\n"


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(page, "EXPLAINED", tmp_path / "explained.md")
    monkeypatch.setattr(page, "SAID", tmp_path / "said.md")
    (tmp_path / "explained.md").write_text("# Performance\n\nOn {machine}.\n")
    (tmp_path / "said.md").write_text("Above figures.\n\n## Growth\n\nTrue of every run.\n")
    (tmp_path / "performance.md").write_text(BEFORE)
    return tmp_path / "performance.md"


def test_a_section_is_replaced_and_the_others_stay(file: Path) -> None:
    written = Page(file, "2 cores")
    written.replace("Growth", "`figures`", "![a curve](curve.svg)")
    written.write()
    assert file.read_text() == (
        "# Performance\n\nOn 2 cores.\n\n## Mail\n\nfast\n\n"
        "## Growth\n\n![a curve](curve.svg)\n\nTrue of every run.\n\n`figures`\n"
    )


def test_writing_again_changes_nothing(file: Path) -> None:
    Page(file, "2 cores").write()
    once = file.read_text()
    Page(file, "2 cores").write()
    assert file.read_text() == once


def test_every_section_can_be_tried_quickly_and_every_text_has_one() -> None:
    # In a process of its own: what draws the curves meddles with how Python imports.
    asked = "from bench import __main__ as b; print('|'.join(b.FULL), '|'.join(b.QUICK), sep='\\n')"
    full, quick = subprocess.check_output([sys.executable, "-c", asked], text=True).splitlines()
    assert quick == full
    assert page.sections(page.SAID).keys() <= {*full.split("|"), "Peers"}


def test_an_interrupted_fill_begins_again_from_nothing(tmp_path: Path) -> None:
    data = tmp_path / "data"

    def broken(empty: Path) -> None:
        (empty / "postgres").mkdir()
        raise RuntimeError("the machine went down")

    def whole(empty: Path) -> None:
        assert not (empty / "postgres").exists()
        (empty / "postgres").mkdir()

    def never(_: Path) -> None:
        raise AssertionError("it is filled")

    with pytest.raises(RuntimeError):
        filled_once(data, broken)
    filled_once(data, whole)
    filled_once(data, never)
