from django.db import migrations

from clew.analytics.mirror.watching import watch

# A ticket's copy holds the names of its team and assignee; a plan or key of its account likewise.
RENAMED = """
CREATE FUNCTION analytics_note_renamed_team() RETURNS trigger LANGUAGE plpgsql AS $note$
BEGIN
    INSERT INTO analytics_changed ("table", key)
    SELECT 'tickets', ticket.id::text FROM tickets_ticket AS ticket WHERE ticket.team_id = NEW.id;
    RETURN NULL;
END $note$;
CREATE TRIGGER analytics_renamed AFTER UPDATE OF name ON people_team FOR EACH ROW
    WHEN (OLD.name <> NEW.name) EXECUTE FUNCTION analytics_note_renamed_team();
CREATE FUNCTION analytics_note_renamed_staff() RETURNS trigger LANGUAGE plpgsql AS $note$
BEGIN
    INSERT INTO analytics_changed ("table", key)
    SELECT 'tickets', ticket.id::text FROM tickets_ticket AS ticket
    WHERE ticket.assignee_id = NEW.id;
    RETURN NULL;
END $note$;
CREATE TRIGGER analytics_renamed AFTER UPDATE OF name ON people_staff FOR EACH ROW
    WHEN (OLD.name <> NEW.name) EXECUTE FUNCTION analytics_note_renamed_staff();
CREATE FUNCTION analytics_note_changed_plan() RETURNS trigger LANGUAGE plpgsql AS $note$
BEGIN
    INSERT INTO analytics_changed ("table", key)
    SELECT 'tickets', ticket.id::text FROM tickets_ticket AS ticket WHERE ticket.account_id = NEW.id;
    RETURN NULL;
END $note$;
CREATE TRIGGER analytics_plan_changed AFTER UPDATE OF plan ON people_group FOR EACH ROW
    WHEN (OLD.plan <> NEW.plan) EXECUTE FUNCTION analytics_note_changed_plan();
"""
FORGET = """
DROP TRIGGER analytics_renamed ON people_team;
DROP TRIGGER analytics_renamed ON people_staff;
DROP TRIGGER analytics_plan_changed ON people_group;
DROP FUNCTION analytics_note_renamed_team();
DROP FUNCTION analytics_note_renamed_staff();
DROP FUNCTION analytics_note_changed_plan();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0014_sender_of_deliveries"),
        ("analytics", "0003_watching_customers"),
    ]

    operations = [
        watch(
            "tickets_ticket",
            name="tickets",
            columns=[
                "number", "subject", "status", "severity", "priority", "kind", "area", "channel",
                "team_id", "assignee_id", "requester_id", "account_id", "verified", "tags",
                "fields", "message_count", "last_message_by", "escalated_to", "merged_into_id",
                "created_at", "updated_at", "solved_at", "due_at",
            ],
        ),
        watch(
            "tickets_follower",
            name="tickets",
            key="ticket_id",
            columns=["ticket_id", "staff_id"],
        ),
        watch(
            "tickets_message",
            name="ticket_messages",
            columns=["ticket_id", "public", "body", "edited_at", "releases_at", "deleted_at"],
        ),
        migrations.RunSQL(RENAMED, FORGET),
    ]
