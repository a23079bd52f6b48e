"""One more macro to begin with: what a customer hears when their ticket is escalated."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from clew.core import clock

NAME = "Passed on to the engineers"
TEXT = """
Hi {{customer.first_name | default: "there"}},

I looked into this and passed it on to the engineers who own this part.

They have everything you sent. What I found so far: {{write.what_you_found}}

You do not need to explain it again, and you stay in this conversation. I stay your contact.

You hear from us by {{write.when}}, also if all we can say then is that we are still on it.

{{agent.first_name}}
"""


def seed(apps: Apps, _: BaseDatabaseSchemaEditor) -> None:
    macro = apps.get_model("tickets", "Macro")
    now = clock.now()
    if macro.objects.filter(name=NAME, owner=None, deleted_at=None).exists():
        return
    macro.objects.create(
        name=NAME,
        folder="Follow-up",
        text=TEXT.strip(),
        kind="reply",
        actions=[],
        position=99,
        created_at=now,
        changed_at=now,
        changed_by="Clew",
    )


class Migration(migrations.Migration):
    dependencies = [("tickets", "0010_queue")]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
