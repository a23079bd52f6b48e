"""Data directories that were made for tests: the only ones whose clock may be moved."""

from pathlib import Path

MARKER = "test-only"
NOT_FOR_TESTS = (
    "--at moves the clock, and what follows cannot be taken back, so it works only in a data"
    " directory that was made for tests. Start a new one with `clew up --test-only` or"
    " CLEW_TEST_ONLY=1."
)


def is_test_only(data_dir: Path) -> bool:
    return (data_dir / MARKER).exists()


def mark_for_tests(data_dir: Path) -> None:
    (data_dir / MARKER).write_text("Made for tests: `clew tick --at` moves its clock.\n")
