"""The macros and product areas an installation begins with. Its own people change them."""

import tomllib
from itertools import count
from pathlib import Path

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils.text import slugify

from clew.core import clock

SEEDS = Path(__file__).parent / "seeded_macros.toml"
AREAS = (  # what the help form offered before there was a list
    "Account and sign-in",
    "Billing and plans",
    "Data and imports",
    "API and integrations",
    "Performance",
)


def seed_macros(apps: Apps, _: BaseDatabaseSchemaEditor) -> None:
    macro = apps.get_model("tickets", "Macro")
    now = clock.now()
    with SEEDS.open("rb") as file:
        seeds = tomllib.load(file)["macro"]
    macro.objects.bulk_create(
        macro(
            name=seed["name"],
            folder=seed["folder"],
            text=seed["text"].strip(),
            kind=seed.get("kind", "reply"),
            actions=seed["actions"],
            position=position,
            created_at=now,
            changed_at=now,
            changed_by="Clew",
        )
        for position, seed in enumerate(seeds)
    )


def seed_areas(apps: Apps, _: BaseDatabaseSchemaEditor) -> None:
    """From the setting that held them until now, where somebody changed it."""
    area = apps.get_model("tickets", "Area")
    changed = apps.get_model("core", "Setting").objects.filter(key="widget.areas").first()
    names = dict.fromkeys(str(name)[:80] for name in (changed.value if changed else AREAS))
    slugs: set[str] = set()
    for position, name in enumerate(names):
        start = slugify(name)[:70] or "area"
        tries = (f"{start}-{n}" if n else start for n in count())
        slug = next(each for each in tries if each not in slugs)
        slugs.add(slug)
        area.objects.create(name=name, slug=slug, position=position)


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial"), ("tickets", "0007_messages_held_and_drafts")]

    operations = [
        migrations.RunPython(seed_macros, migrations.RunPython.noop),
        migrations.RunPython(seed_areas, migrations.RunPython.noop),
    ]
