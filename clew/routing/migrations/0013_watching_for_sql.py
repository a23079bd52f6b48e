from django.db import migrations

from clew.analytics.mirror.watching import watch


class Migration(migrations.Migration):
    dependencies = [
        ("routing", "0012_names_of_rows"),
        ("analytics", "0003_watching_customers"),
    ]

    operations = [
        watch(
            "routing_target",
            name="targets",
            columns=[
                "state", "policy_name", "target_minutes", "paused_minutes", "started_at", "due_at",
                "fulfilled_at", "breached_at", "cancelled_at",
            ],
        ),
    ]
