"""Where the products and their data lie, and the ports they listen on, on this machine only."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
PEERS_DIR = Path(os.environ.get("PEERS_DIR", ROOT / ".cache" / "peers")).resolve()
POSTGRES_PORT = 55432
RT_PORT, RT_APPLICATION = 18081, 18080
DJHELPDESK_PORT, DJHELPDESK_APPLICATION = 18082, 18083
CLEW_PORT = 18090  # embedded, and without a server in front
CLEW_FRONT, CLEW_WEBS, CLICKHOUSE_PORT = 18091, (18092, 18093), 18094


def folder(name: str) -> Path:
    """Made when it is missing, and open to the user that PostgreSQL runs as."""
    path = PEERS_DIR / name
    for each in (PEERS_DIR, path):
        each.mkdir(parents=True, exist_ok=True)
        each.chmod(0o755)
    return path


def loaded(name: str) -> int:
    """How many tickets this product's database was loaded with; 0 for none."""
    note = PEERS_DIR / name / "loaded"
    return int(note.read_text()) if note.exists() else 0


def note_loaded(name: str, count: int) -> None:
    (folder(name) / "loaded").write_text(str(count))


def forget_loaded(name: str) -> None:
    (PEERS_DIR / name / "loaded").unlink(missing_ok=True)
