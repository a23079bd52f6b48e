"""Request Tracker 5 from Debian's packages: starman with two workers, behind nginx."""

import contextlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from bench.peers import cluster, debian, rt_loading
from bench.peers.djhelpdesk_server import wait_for
from bench.peers.fronts import NGINX, nginx
from bench.peers.places import (
    HERE,
    POSTGRES_PORT,
    RT_APPLICATION,
    RT_PORT,
    folder,
    forget_loaded,
    loaded,
    note_loaded,
)

NAME = "rt"
SHARE = Path("/usr/share/request-tracker5")
SITE_CONFIG = Path("/etc/request-tracker5/RT_SiteConfig.d/70-peer.pm")
# w3m: RT warns that its own conversion of HTML is slow. dma: the smallest mail transport; unused.
PACKAGES = ["dbconfig-no-thanks", "dma", "w3m", "request-tracker5", "rt5-db-postgresql",
            "rt5-standalone", "starman", NGINX, "libdbd-pg-perl"]  # fmt: skip
FULL_TEXT = ["--index-type", "GIN", "--table", "AttachmentsIndex", "--column", "ContentIndex"]
DBA = ["--dba", "postgres", "--dba-password", "x"]


def run(*command: str) -> None:
    surroundings = os.environ | {"PEER_FOLDER": str(folder(NAME))}
    subprocess.run(command, check=True, env=surroundings, stdout=subprocess.DEVNULL)


def install() -> None:
    """Needs root."""
    debian.install(*PACKAGES)
    mailer = folder(NAME) / "null-sendmail"
    mailer.write_text("#!/bin/sh\nexec cat >/dev/null\n")
    mailer.chmod(0o755)
    told = (HERE / "rt" / "site_config.pm").read_text()
    filled = {"port": RT_PORT, "database_port": POSTGRES_PORT, "folder": folder(NAME)}
    for name, value in filled.items():
        told = told.replace(f"{{{name}}}", str(value))
    SITE_CONFIG.write_text(told)


def load(count: int) -> None:
    """The cluster must run. At the end RT's own indexer fills its table of words."""
    if loaded(NAME) == count:
        return
    forget_loaded(NAME)
    cluster.statement('DROP DATABASE IF EXISTS "rt5" WITH (FORCE)')
    run("rt-setup-database-5", "--action", "init", *DBA)
    run("perl", str(HERE / "rt" / "seed.pl"))
    run("rt-setup-fulltext-index-5", "--noask", *DBA, *FULL_TEXT)
    rt_loading.load(count)
    run("rt-fulltext-indexer-5", "--all", "--quiet")
    cluster.statement("VACUUM ANALYZE", database="rt5")
    note_loaded(NAME, count)


@contextlib.contextmanager
def running() -> Iterator[dict[str, list[int]]]:
    """Names of its parts to the roots of their process trees."""
    at = folder(NAME)
    command = [str(SHARE / "libexec" / "rt-server"), "--server", "Starman", "--workers", "2",
               "--host", "127.0.0.1", "--port", str(RT_APPLICATION)]  # fmt: skip
    with (at / "starman.log").open("a") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        with nginx(at, RT_PORT, [RT_APPLICATION], static=SHARE) as front:
            wait_for(f"http://127.0.0.1:{RT_PORT}/")
            yield {"application": [process.pid], "nginx": [front]}
    finally:
        process.terminate()
        process.wait(30)
