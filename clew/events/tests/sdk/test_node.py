import subprocess
from pathlib import Path

import pytest

from clew.events import queries
from clew.events.models import QuarantinedEvent
from clew.events.tests.sdk.conftest import NODE
from clew.people.models import Group, Person


@pytest.mark.node
def test_a_node_backend_tells_about_its_customers(live):
    script = Path(__file__).with_name("shop.mjs")
    command = ["node", str(script), live.url, live.captured.key.key, str(NODE)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    found = live.events(of="ada", wait_for=3)
    assert found["tea poured"].properties["cups"] == 2
    assert found["tea poured"].lib == "posthog-node"
    assert found["tea poured"].group_keys[0] == "acme"
    assert Person.objects.filter(email="ada@tea.example").count() == 1
    assert Group.objects.get(key="acme").name == "Acme"
    (group,) = queries.errors_grouped(live.captured.whose("ada"))
    assert (group.type, group.value) == ("TypeError", "no kettle")
    assert not QuarantinedEvent.objects.exists()
