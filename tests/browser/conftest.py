"""What the tests in a browser share."""

import pytest

from clew.core.models import Setting
from clew.tickets.sending_options import SEND_DELAY


@pytest.fixture(autouse=True)
def replies_leave_at_once(request):
    """Except where a test says otherwise. A served Clew has its own database and its own mind."""
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("transactional_db")
        Setting.objects.update_or_create(key=SEND_DELAY.key, defaults={"value": 0})
