"""What staff are told: ``notify`` writes it, the bell and the mails show it.

Notifications are not facts: nothing follows from them, and each is about one person only.
"""

from clew.people.notifications.actions import (
    Word,
    forget_old,
    mark_read,
    mark_subject_read,
    mark_unread,
    notify,
    notify_of_many,
)
from clew.people.notifications.choices import Choices, Wanted, choices_of, save_choices
from clew.people.notifications.queries import (
    newest_unread,
    notification_for,
    notifications_of,
)

__all__ = [
    "Choices",
    "Wanted",
    "Word",
    "choices_of",
    "forget_old",
    "mark_read",
    "mark_subject_read",
    "mark_unread",
    "newest_unread",
    "notification_for",
    "notifications_of",
    "notify",
    "notify_of_many",
    "save_choices",
]
