"""A machine whose clock was a year ahead for a while, such as one without a battery."""

import httpx
import pytest

from tests.mail_server import mail_server
from tests.serving import served
from tests.test_server import capture, capture_key

pytestmark = pytest.mark.server

YEAR = str(365 * 24 * 3600)
STORED = "SELECT event FROM events WHERE distinct_id = 'ada' ORDER BY event"


def test_nothing_is_lost_or_waits_while_the_clock_jumps_and_after_it_is_right(folder):
    with mail_server() as post:
        extra = {"EMAIL_URL": post.url, "CLEW_CLOCK_OFFSET": ""}
        with served(folder / "data", **extra) as server:
            token = server.token()
            key = capture_key(server, token)
            number = opened(server, token)
            for phase, offset in enumerate(("", YEAR, ""), start=1):
                if phase > 1:
                    assert server.stop() == 0
                    server.extra["CLEW_CLOCK_OFFSET"] = offset
                    server.start()
                capture(server, key, f"phase {phase}")
                replied(server, token, number, f"Answer {phase}")
                server.clew("drain")
                stored = server.clew("sql", STORED, "--format", "csv").splitlines()[1:]
                assert stored == [f"phase {each}" for each in range(1, phase + 1)]
                left = post.wait_for(phase, within=30)
                assert f"Answer {phase}" in left[-1].get_body(("plain",)).get_content()
                for path in ("/readyz", "/inbox/all", server.clew("link")):
                    answer = httpx.get(httpx.URL(server.url).join(path), follow_redirects=True)
                    assert answer.status_code == 200, path
        assert len(post.mails) == 3


def opened(server, token):
    given = {"message": "It broke.", "requester": {"email": "ada@heron.example"}}
    return asked(server, token, "/tickets", given)["number"]


def replied(server, token, number, words):
    asked(server, token, f"/tickets/{number}/messages", {"body": words, "public": True})


def asked(server, token, path, given):
    headers = {"Authorization": f"Bearer {token}"}
    answer = httpx.post(f"{server.url}/api/v1{path}", json=given, headers=headers, timeout=30)
    assert answer.status_code == 201, answer.text
    return answer.json()
