"""The policies an installation begins with. Its own people change them."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from clew.core import clock
from clew.routing.policies.presets import seed_policies


def seed(apps: Apps, _: BaseDatabaseSchemaEditor) -> None:
    seed_policies(apps.get_model("routing", "PolicyVersion").objects, now=clock.now())


class Migration(migrations.Migration):
    dependencies = [("routing", "0006_recomputing")]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
