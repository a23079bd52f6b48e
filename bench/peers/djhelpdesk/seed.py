"""Ten agents and five queues; runs inside django-helpdesk's own environment."""

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402  after setup
from helpdesk.models import Queue  # noqa: E402

for number in range(10):
    get_user_model().objects.create_user(
        f"agent{number}",
        f"agent{number}@support.example",
        "agentpass",
        is_staff=True,
        is_superuser=number == 0,
    )
for name in ("Billing", "Technical", "Shipping", "Account", "General"):
    Queue.objects.create(
        title=name,
        slug=name.lower(),
        allow_public_submission=True,
        new_ticket_cc="",
        email_address=f"{name.lower()}@support.example",
    )
