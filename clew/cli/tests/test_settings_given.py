"""What comes of settings that are empty, and of those that nobody can mean."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.serving import CODE

TABLE = Path(CODE, "docs", "operations.md").read_text().partition("## Settings")[2]
NAMES = re.findall(r"`([A-Z_]{4,})`", "".join(re.findall(r"^\|([^|]*)\|", TABLE, re.MULTILINE)))
PRINTED = (
    "from config import settings; from clew.core import clock;"
    " print({k: v for k, v in vars(settings).items() if k.isupper()}, clock._offset)"
)


def said(folder, *command, **given):
    kept = {name: value for name, value in os.environ.items() if name not in NAMES}
    url = {"DATABASE_URL": os.environ["DATABASE_URL"]}  # no engine has to start
    done = subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        env={**kept, **url, "PYTHONPATH": str(CODE), **given},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("nothing", ["", " "])
def test_an_empty_one_means_its_default(tmp_path, nothing):
    empty = dict.fromkeys(set(NAMES) - {"CLEW_MAILBOXES_AT"}, nothing)
    assert len(empty) > 25
    found = said(tmp_path, "-c", PRINTED, **empty)
    assert found == said(tmp_path, "-c", PRINTED, DATABASE_URL="")
    assert (tmp_path / "clew-data" / "secret_key").exists()


def test_an_empty_list_of_places_for_mailboxes_means_none(tmp_path):
    words = "from config import settings; print(settings.CLEW_MAILBOXES_AT)"
    assert said(tmp_path, "-c", words, CLEW_MAILBOXES_AT="") == (0, "[]\n", "")


BAD = {
    "CLEW_ROLE": ("worker", "one of all, web"),
    "CLEW_CAPTURE_RATE": ("fast", "a number, 0 or more"),
    "CLEW_KEEP_FREE": ("-1", "a whole number, 0 or more"),
    "CLEW_CLOCK_OFFSET": ("tomorrow", "a number from"),
    "CLEW_LOG_LEVEL": ("loud", "one of WARNING"),
    "PORT": ("http", "a whole number from 0 to 65535"),
    "DEMO": ("false", "one of 1, 0"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_nobody_can_mean_is_refused_in_words(tmp_path, name):
    value, wanted = BAD[name]
    given = {"CLEW_DATA_DIR": str(tmp_path), name: value}
    code, _, error = said(tmp_path, "-m", "clew", "up", **given)
    assert code == 1
    assert error.startswith(f"clew: {name} is {value}, not {wanted}")
    assert error.count("\n") == 1


def test_an_address_is_refused_without_its_password(tmp_path):
    given = {"DATABASE_URL": "mysql://clew:secret@db/clew", "CLEW_DATA_DIR": str(tmp_path)}
    code, _, error = said(tmp_path, "-m", "clew", "up", **given)
    assert (code, error.count("\n")) == (1, 1)
    assert error.startswith("clew: DATABASE_URL is mysql://…, not an address beginning with")
