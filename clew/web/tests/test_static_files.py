"""Styles and scripts: asked for once, found again after an update, small on the wire."""

import gzip
import shutil

import pytest
from django.conf import settings
from django.templatetags.static import static
from django.test import Client, override_settings

from clew.web import static_files


@pytest.fixture(scope="module")
def first_start(tmp_path_factory):
    """Compressing everything takes seconds."""
    with override_settings(STATIC_ROOT=tmp_path_factory.mktemp("first") / "static"):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(static_files.StaticFiles, "build", "")
            static_files.collect()
        return settings.STATIC_ROOT


@pytest.fixture
def collected(first_start, settings, tmp_path, monkeypatch):
    settings.STATIC_ROOT = shutil.copytree(first_start, tmp_path / "static")
    monkeypatch.setattr(static_files.StaticFiles, "build", "")
    static_files.collect()
    return settings.STATIC_ROOT


def test_addresses_change_with_the_content(collected, monkeypatch):
    before = static("clew/app.js")
    assert (collected.parent / before.strip("/")).read_text().startswith("//")
    monkeypatch.setattr(static_files, "_digest", lambda _: "0123456789ab")
    static_files.collect()
    assert static("clew/app.js") == "/static/0123456789ab/clew/app.js" != before
    assert (collected.parent / before.strip("/")).exists(), "for pages that are still open"


def test_what_compresses_well_is_compressed(collected):
    plain = collected.parent / static("clew/components.css").strip("/")
    small = plain.with_name(f"{plain.name}.gz").read_bytes()
    assert gzip.decompress(small) == plain.read_bytes()
    assert len(small) < plain.stat().st_size / 3


def test_a_second_start_copies_nothing(collected):
    file = collected.parent / static("clew/app.js").strip("/")
    before = file.stat().st_ino
    static_files.collect()
    assert file.stat().st_ino == before


def test_a_file_that_never_changes_says_little_about_itself(collected):
    answer = Client().get(static("clew/app.js"), headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200
    assert "immutable" in answer["Cache-Control"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert sum(len(f"{name}: {value}\r\n") for name, value in answer.headers.items()) < 240
