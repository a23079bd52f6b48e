"""The product groups and regions an installation begins with. Its own people change them."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from clew.routing.seeded_groups import seed_groups


def seed(apps: Apps, _: BaseDatabaseSchemaEditor) -> None:
    groups = apps.get_model("routing", "ProductGroup")
    seed_groups(groups.objects, apps.get_model("routing", "Region").objects)


class Migration(migrations.Migration):
    dependencies = [("routing", "0002_ownership")]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
