"""The calendars an installation begins with. Its own people change them."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from clew.core import clock
from clew.coverage.presets import seed_calendars


def seed(apps: Apps, _: BaseDatabaseSchemaEditor) -> None:
    seed_calendars(apps.get_model("coverage", "Calendar"), now=clock.now())


class Migration(migrations.Migration):
    dependencies = [("coverage", "0002_calendars")]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
