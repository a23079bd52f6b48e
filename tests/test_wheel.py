"""The built package holds all that the server needs, and runs without the checkout."""

import subprocess
import sys
import zipfile

import httpx
import pytest

from tests.serving import CODE, Served, free_port

pytestmark = pytest.mark.server


def test_the_installed_package_serves(folder):
    build = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(folder), str(CODE)]
    subprocess.run(build, check=True, timeout=300)
    [wheel] = folder.glob("clew-*.whl")
    site = folder / "site"
    zipfile.ZipFile(wheel).extractall(site)
    assert not list(site.rglob("tests"))

    # Its own folder comes first on the path, so nothing is read from the checkout.
    server = Served(folder / "data", free_port(), {"PYTHONPATH": str(site)}, code=folder)
    try:
        server.start()
        asked = {
            path: httpx.get(f"{server.url}{path}", timeout=20, follow_redirects=True)
            for path in ("/", "/widget.js", "/static/clew/tokens.css", "/api/v1/openapi.json")
        }
        assert {path: answer.status_code for path, answer in asked.items()} == dict.fromkeys(
            asked, 200
        )
        where = server.python("import clew; print(clew.__file__)")
        assert where.startswith(str(site))
    finally:
        server.stop()
