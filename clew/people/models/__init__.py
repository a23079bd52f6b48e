"""Everybody Clew knows: customers and the groups they belong to, staff and their teams."""

from clew.people.models.access import ApiToken, OwnerInvitation, Scope
from clew.people.models.account_jobs import AccountJob, AccountMerge
from clew.people.models.accounts import (
    Account,
    AccountField,
    AccountOwner,
    AccountSource,
    CustomerNote,
    OwnerKind,
    PlanChange,
)
from clew.people.models.customers import DistinctId, Person
from clew.people.models.environments import CaptureKey, Environment
from clew.people.models.grants import RoleGrant
from clew.people.models.groups import Group, GroupType, Membership
from clew.people.models.notifications import (
    Digest,
    MailWhen,
    Notification,
    NotificationChoices,
    NotificationKind,
    NotificationMail,
)
from clew.people.models.staff import Role, Sees, Staff, Team
from clew.people.models.warnings import IdentityWarning

__all__ = [
    "Account",
    "AccountField",
    "AccountJob",
    "AccountMerge",
    "AccountOwner",
    "AccountSource",
    "ApiToken",
    "CaptureKey",
    "CustomerNote",
    "Digest",
    "DistinctId",
    "Environment",
    "Group",
    "GroupType",
    "IdentityWarning",
    "MailWhen",
    "Membership",
    "Notification",
    "NotificationChoices",
    "NotificationKind",
    "NotificationMail",
    "OwnerInvitation",
    "OwnerKind",
    "Person",
    "PlanChange",
    "Role",
    "RoleGrant",
    "Scope",
    "Sees",
    "Staff",
    "Team",
]
