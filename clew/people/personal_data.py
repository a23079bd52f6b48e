"""What each of our fields says about somebody."""

from clew.core.personal_data import register
from clew.people import models

register.declare(models.Environment, other="id name is_default identity_version created_at")
register.declare(
    models.CaptureKey, other="id key name environment identity_secret created_at revoked_at"
)
register.declare(
    models.Person,
    personal="properties name email last_seen_at",
    other="id environment is_identified created_at merged_into merged_at",
)
register.declare(
    models.DistinctId,
    personal="distinct_id",
    other="id environment person version moved_at created_at",
)
register.declare(models.GroupType, other="id environment name index is_account")
register.declare(
    models.Group,
    personal="key properties name",
    other="id environment type plan created_at last_seen_at merged_into",
)
register.declare(
    models.Account,
    personal="given known links",
    other=(
        "group environment mrr arr currency trial_ends_at renews_at seats seats_used region risk"
        " figures updated_at"
    ),
)
register.declare(models.AccountOwner, personal="name email staff", other="id group kind since")
register.declare(models.AccountSource, other="id environment field kind name")
register.declare(models.PlanChange, personal="by_name", other="id group before after at")
register.declare(
    models.CustomerNote,
    personal="text author author_name",
    other="id person group pinned created_at edited_at deleted_at",
)
register.declare(
    models.AccountJob,
    personal="rows examples problems actor_id actor_name file_name",
    other=(
        "id environment kind state total done after changed problem_count actor_kind created_at"
        " finished_at"
    ),
)
register.declare(
    models.AccountMerge, personal="moved by_name", other="id into absorbed at undone_at"
)
register.declare(models.Membership, personal="last_seen_at", other="id person group by_hand")
register.declare(
    models.IdentityWarning,
    personal="distinct_id other_id details",
    other="id environment person kind event_uuid happened_at",
)
register.declare(
    models.Staff,
    personal="email name password last_login time_zone working_hours signature picture",
    other=(
        "id role granted_role granted_until teams sees density theme single_keys is_active"
        " created_at unread_notifications"
    ),
)
register.declare(
    models.RoleGrant,
    personal="granted_by reason",
    other="id staff role until created_at ended_at",
)
register.declare(models.Team, other="id name slug private description tone created_at")
register.declare(
    models.ApiToken,
    other="id name scope digest prefix created_by created_at last_used_at revoked_at",
)
register.declare(models.OwnerInvitation, other="id digest staff created_at expires_at used_at")
register.declare(
    models.Notification,
    personal="staff subject text snippet url by_name keys",
    other=("id kind count shown created_at at read_at mail_due_at mail_in_digest mail"),
)
register.declare(
    models.NotificationMail,
    personal="staff error",
    other=(
        "id digest stable_id attempts leased_until next_attempt_at sent_at dropped_at created_at"
    ),
)
register.declare(
    models.NotificationChoices,
    personal="digest_at",
    other="staff kinds digest quiet snippets desktop",
)
