"""django-helpdesk from PyPI in a small project of our own: gunicorn, two workers, behind nginx."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx

from bench.peers import cluster, djhelpdesk_loading, fronts
from bench.peers.fronts import nginx
from bench.peers.places import (
    DJHELPDESK_APPLICATION,
    DJHELPDESK_PORT,
    HERE,
    folder,
    forget_loaded,
    loaded,
    note_loaded,
)

NAME = "djhelpdesk"
PACKAGES = ["django-helpdesk==2.6.1", "django-bootstrap4-form", "packaging", "gunicorn",
            "psycopg2-binary"]  # fmt: skip


def program(name: str) -> str:
    return str(folder(NAME) / "venv" / "bin" / name)


def surroundings() -> dict[str, str]:
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")},
        "PYTHONPATH": str(HERE / "djhelpdesk"),
        "DJANGO_SETTINGS_MODULE": "hd_settings",
        "PEER_FOLDER": str(folder(NAME)),
        "PEER_DATABASE_PORT": str(cluster.POSTGRES_PORT),
        "PEER_URL": f"http://127.0.0.1:{DJHELPDESK_PORT}",
    }


def run(*command: str) -> None:
    subprocess.run(command, check=True, env=surroundings(), cwd=folder(NAME))


def install() -> None:
    fronts.install()
    if Path(program("gunicorn")).exists():
        return
    run(sys.executable, "-m", "venv", str(folder(NAME) / "venv"))
    run(program("pip"), "install", "-q", "--disable-pip-version-check", *PACKAGES)


def load(count: int) -> None:
    """The cluster must run."""
    if loaded(NAME) == count:
        return
    forget_loaded(NAME)
    cluster.fresh(NAME)
    run(program("django-admin"), "migrate", "-v0")
    run(program("django-admin"), "collectstatic", "--noinput", "-v0")
    run(program("python"), str(HERE / "djhelpdesk" / "seed.py"))
    djhelpdesk_loading.load(count)
    note_loaded(NAME, count)


@contextlib.contextmanager
def running() -> Iterator[dict[str, list[int]]]:
    """Names of its parts to the roots of their process trees."""
    at = folder(NAME)
    bound = f"127.0.0.1:{DJHELPDESK_APPLICATION}"
    command = [program("gunicorn"), "-w", "2", "--timeout", "300", "-b", bound, "hd_wsgi"]
    with (at / "gunicorn.log").open("a") as log:
        process = subprocess.Popen(command, env=surroundings(), cwd=at, stdout=log, stderr=log)
    try:
        with nginx(at, DJHELPDESK_PORT, [DJHELPDESK_APPLICATION], static=at) as front:
            wait_for(f"http://127.0.0.1:{DJHELPDESK_PORT}/login/")
            yield {"application": [process.pid], "nginx": [front]}
    finally:
        process.terminate()
        process.wait(30)


def wait_for(url: str, within: float = 120) -> None:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(url, timeout=10).status_code == 200:
                return
        time.sleep(0.3)
    raise RuntimeError(f"{url} does not answer")
