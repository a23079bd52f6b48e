"""What lies on disk is for the user Clew runs as, and for nobody else on the machine."""

import httpx
import pytest

from tests.serving import served

pytestmark = pytest.mark.server
OTHERS = 0o077


def test_what_customers_wrote_is_readable_by_us_alone(tmp_path):
    data = tmp_path / ("deep-" * 20) / "data"  # too long for a socket inside it
    data.parent.mkdir()
    with served(data) as clew:
        token = {"Authorization": f"Bearer {clew.token()}"}
        file = {"file": ("log.txt", b"secret", "text/plain")}
        url = f"{clew.url}/api/v1/attachments"
        assert httpx.post(url, files=file, headers=token).status_code == 201
        socket = clew.python(
            "from django.db import connection as c; "
            "c.ensure_connection(); i = c.connection.info; print(f'{i.host}/.s.PGSQL.{i.port}')"
        )
        kept = [data / "events", data / "files", data / "secret_key", data / "server.json"]
        stored = [path for path in (data / "files").rglob("*") if path.is_file()]
        assert stored
        for path in [*kept, *stored]:
            assert not path.stat().st_mode & OTHERS, path
        assert not (data / "postgres").stat().st_mode & OTHERS
        open_to = type(data)(socket).stat().st_mode & OTHERS
        assert not open_to, f"{socket} is open to others"
