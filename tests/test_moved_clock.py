"""``clew tick --at``: only where tests live, and with all that follows."""

import subprocess
import sys
from datetime import datetime, timedelta

import httpx
import pytest

from tests.serving import CODE, environment, served


@pytest.fixture
def moving(folder):
    (folder / "data").mkdir()
    (folder / "data" / "up.log").write_text("")  # a file of the operator's makes it no less new
    with served(folder / "data", "--no-demo", CLEW_TEST_ONLY="1") as server:
        yield server


def test_a_moved_clock_breaches_and_tells_before_it_answers(moving):
    headers = {"Authorization": f"Bearer {moving.token()}"}
    with httpx.Client(base_url=f"{moving.url}/api/v1", headers=headers, timeout=60) as api:
        given = {"message": "It broke.", "requester": {"email": "ada@heron.example"}}
        ticket = api.post("/tickets", json=given).json()
        [target] = ticket["targets"]
        assert (target["metric"], target["state"]) == ("first_reply", "running")
        due = datetime.fromisoformat(target["due_at"])
        moving.clew("tick", "--at", (due - timedelta(minutes=90)).isoformat())
        moving.clew("tick", "--at", (due + timedelta(minutes=1)).isoformat())
        [target] = api.get(f"/tickets/{ticket['number']}").json()["targets"]
        assert target["state"] == "breached"
        assert datetime.fromisoformat(target["breached_at"]) == due
    counted = (
        "from clew.core.models import FactRecord as F; from procrastinate.contrib.django.models"
        " import ProcrastinateJob as J; told = F.objects.filter;"
        " print(told(name='routing.TargetWarned').count(),"
        " told(name='routing.TargetBreached').count(), J.objects.count())"
    )
    assert moving.python(counted) == "1 1 0"


def test_real_data_keeps_its_clock(clew):
    with pytest.raises(AssertionError, match="made for tests"):
        clew.clew("tick", "--at", "2030-01-01T00:00:00Z")


def test_only_a_new_directory_becomes_one_for_tests(folder):
    (folder / "data" / "postgres").mkdir(parents=True)
    done = subprocess.run(
        [sys.executable, "-m", "clew", "up", "--test-only", "--port", "1"],
        cwd=CODE,
        env=environment(folder / "data"),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert "only a new directory can be marked" in done.stderr
