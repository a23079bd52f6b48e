"""What is not ours: declared, used, locked by hash, free to use, and as it was taken in."""

import hashlib
import re
import tomllib
from functools import cache
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
IMPORT = re.compile(r"^\s*(?:from|import) ([a-zA-Z_]\w*)", re.MULTILINE)
# Used without an import of ours: by a setting, or by another package that looks for it.
UNSEEN = {
    "argon2-cffi": "PASSWORD_HASHERS",
    "httptools": "uvicorn parses HTTP with it",
    "uvloop": "uvicorn runs on it",
    "django-cotton": "INSTALLED_APPS",
    "django-template-partials": "likewise",
    "chdb": "clickhouse-connect runs it inside the process",
    "whitenoise": "MIDDLEWARE",
}
# Imported, though another package brings it: both are made for each other.
BROUGHT = {"asgiref": "django", "psycopg_pool": "psycopg", "pydantic": "django-ninja"}
# Whose metadata does not say it; looked up in the files they ship.
SAYS_IT_ELSEWHERE = {"imapclient": "BSD, in COPYING"}
# A licence that lets an MIT-licensed product ship with it.
FREE = re.compile(
    r"\b(MIT|BSD|Apache|ISC|PSF|Python Software Foundation|MPL|Mozilla|LGPL|HPND|Unlicense|Zlib"
    r"|0BSD|Public Domain|MIT-CMU|GPLv2\+? with|CC0)\b",
    re.IGNORECASE,
)
STRICT = re.compile(r"\b(AGPL|Affero|SSPL|BUSL|Commons Clause|Non-Commercial)\b", re.IGNORECASE)


def declared():
    return {
        canonicalize_name(Requirement(each).name) for each in PROJECT["project"]["dependencies"]
    }


@cache
def imported():
    found = set()
    for path in [*ROOT.glob("clew/**/*.py"), *ROOT.glob("config/*.py")]:
        if "tests" not in path.parts:
            found |= set(IMPORT.findall(path.read_text()))
    return found


@cache
def packages():
    """Module → the distributions that bring it."""
    return {
        module: {canonicalize_name(each) for each in found}
        for module, found in metadata.packages_distributions().items()
    }


def locked(name):
    text = (ROOT / name).read_text().replace("\\\n", " ")
    return [line for line in text.splitlines() if line.strip() and not line.strip().startswith("#")]


def test_every_dependency_is_used():
    used = set().union(*(packages().get(module, set()) for module in imported()))
    assert declared() - used - set(UNSEEN) == set(), (
        "Nobody imports it: it goes, or UNSEEN says why."
    )


def test_every_import_is_declared():
    """What only another package brings may be gone with its next version."""
    assert set(BROUGHT.values()) <= declared()
    for module in imported() - {"clew", "config"} - set(BROUGHT):
        brought = packages().get(module, set())
        assert not brought or brought & declared(), f"{module} is not in pyproject.toml"


def test_locks_name_one_version_and_its_hashes():
    for name in ("requirements.lock", "requirements-dev.lock"):
        lines = locked(name)
        assert len(lines) > 20
        for line in lines:
            assert re.match(r"[a-z0-9._-]+(\[[\w,-]+\])?==\S+ ", line), line
            assert "--hash=sha256:" in line, line
    names = {canonicalize_name(re.split(r"[=\[]", each)[0]) for each in locked("requirements.lock")}
    assert declared() <= names
    assert "--require-hashes" in (ROOT / "Makefile").read_text()


def test_what_ships_is_free_to_use():
    for line in locked("requirements.lock"):
        name = re.split(r"[=\[]", line)[0]
        try:
            about = metadata.metadata(name)
        except metadata.PackageNotFoundError:
            continue  # for another platform
        said = [
            SAYS_IT_ELSEWHERE.get(name, ""),
            about.get("License-Expression", ""),
            about.get("License", "")[:200],
        ]
        said += [each for each in about.get_all("Classifier", []) if each.startswith("License")]
        assert FREE.search(" ".join(said)), f"{name}: {said}"
        assert not STRICT.search(" ".join(said)), f"{name}: {said}"


def test_files_of_others_are_as_they_were_taken_in():
    """scripts/vendor writes the sums; a changed file is a change somebody should see."""
    folder = ROOT / "clew" / "web" / "static" / "vendor"
    known = dict(
        reversed(line.split("  ", 1)) for line in (folder / "SHA256SUMS").read_text().splitlines()
    )
    files = {
        path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()
    }
    del files["SHA256SUMS"]
    assert set(files) == set(known)
    for name, path in files.items():
        assert hashlib.sha256(path.read_bytes()).hexdigest() == known[name], name
