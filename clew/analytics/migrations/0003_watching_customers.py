from django.db import migrations

from clew.analytics.mirror.watching import watch


class Migration(migrations.Migration):
    dependencies = [("analytics", "0002_health_as_it_is_counted"), ("people", "0010_accounts")]

    operations = [
        watch(
            "people_person",
            name="persons",
            columns=["properties", "name", "email", "is_identified", "merged_into_id"],
            by_the_hour=["last_seen_at"],
        ),
        watch(
            "people_distinctid",
            name="person_distinct_ids",
            columns=["distinct_id", "person_id", "moved_at"],
        ),
        watch(
            "people_group",
            name="groups",
            columns=["properties", "name", "plan", "merged_into_id"],
            by_the_hour=["last_seen_at"],
        ),
        watch(
            "people_account",
            name="groups",
            key="group_id",
            pk="group_id",
            columns=[
                "mrr", "arr", "currency", "trial_ends_at", "renews_at", "seats", "seats_used",
                "region", "risk",
            ],
        ),
        watch(
            "people_accountowner",
            name="groups",
            key="group_id",
            columns=["group_id", "kind", "staff_id", "name"],
        ),
        watch(
            "analytics_health",
            name="groups",
            key="group_id",
            pk="group_id",
            columns=["score", "band"],
        ),
    ]
