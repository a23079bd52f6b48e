"""Everything that happens because time passes, in one list. ``clew tick`` runs what is due."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.core.management import call_command

from clew.analytics.health.running import score_when_due
from clew.analytics.metrics.figures import count_when_due
from clew.analytics.sql.history import forget_old_runs
from clew.api.v1.idempotency import forget_answers
from clew.channels.email.intake.processing import process_due as process_mail
from clew.channels.email.machines.absence import forget_absences
from clew.channels.email.machines.storms import forget_storms
from clew.channels.email.machines.telling import tell_due
from clew.channels.email.notices import send_notices
from clew.channels.email.outgoing.pacing import forget_paces
from clew.channels.email.received.reconciling import reconcile as reconcile_mail
from clew.channels.email.suspended.forgetting import forget_suspended
from clew.channels.widget.actions import forget_sessions
from clew.core.indexes import sort_in_new_words
from clew.core.jobs import revive_stalled
from clew.core.whole_files import forget_partial_files
from clew.coverage.actions.away_time import notice_absences
from clew.coverage.actions.calendar_days import refresh_holidays
from clew.events.tasks import forget_old_captures, rewrite_moved_persons
from clew.integrations.webhooks.forgetting import forget_old_webhooks
from clew.integrations.webhooks.sending import send_what_was_left
from clew.people.actions.account_jobs import continue_account_jobs
from clew.people.grant_actions import end_grants
from clew.people.notifications import forget_old as forget_old_notifications
from clew.routing.actions.assigning import assign_waiting
from clew.routing.actions.gaps import note_gaps
from clew.routing.automations.clockwork import run_time_rules
from clew.routing.passing_time import continue_recomputing, notice_customers, wake_targets
from clew.tickets.actions.held import release_due
from clew.tickets.actions.presence import forget_absent
from clew.tickets.actions.reminders import remind_due
from clew.tickets.actions.uploads import expire_uploads
from clew.tickets.bulk import forget_old_jobs, go_on_with_jobs
from clew.tickets.deliveries import send_due
from clew.tickets.passing_time import pass_time
from clew.tickets.views.once import forget_expired


def forget_ended_sessions() -> None:
    call_command("clearsessions")


@dataclass(frozen=True)
class Due:
    """``run`` must be safe to call at any time and twice; it decides itself what is due."""

    name: str
    every: timedelta
    run: Callable[[], object]


SCHEDULE: list[Due] = [
    Due("revive stalled jobs", timedelta(seconds=60), revive_stalled),
    Due("sort new words into the indexes of search", timedelta(seconds=60), sort_in_new_words),
    Due("let held replies go that were left behind", timedelta(seconds=60), release_due),
    Due("wake, remind about, solve and close tickets", timedelta(seconds=60), pass_time),
    Due("automations by time", timedelta(seconds=60), run_time_rules),
    Due("begin and end absences", timedelta(seconds=60), notice_absences),
    Due("assign tickets that wait for somebody", timedelta(seconds=60), assign_waiting),
    Due("notice what customers became", timedelta(seconds=60), notice_customers),
    Due("warn of targets and note breaches", timedelta(seconds=20), wake_targets),
    Due("go on bringing tickets to new policies", timedelta(seconds=60), continue_recomputing),
    Due("read mail that was left behind", timedelta(seconds=20), process_mail),
    Due("tell customers that their mail arrived", timedelta(seconds=60), tell_due),
    Due("forget customers' absences that are over", timedelta(hours=6), forget_absences),
    Due("forget storms of long ago", timedelta(hours=24), forget_storms),
    Due("count mail on its servers and here", timedelta(hours=24), reconcile_mail),
    Due("send what failed or was left behind", timedelta(seconds=60), send_due),
    Due("send webhooks that were left behind", timedelta(seconds=60), send_what_was_left),
    Due("forget webhooks of long ago", timedelta(hours=12), forget_old_webhooks),
    Due("remind staff of tickets", timedelta(seconds=60), remind_due),
    Due("mail notifications to staff", timedelta(seconds=60), send_notices),
    Due("forget notifications read long ago", timedelta(hours=6), forget_old_notifications),
    Due("forget who left a ticket", timedelta(minutes=5), forget_absent),
    Due("go on with work on all accounts", timedelta(seconds=60), continue_account_jobs),
    Due("end role grants that are over", timedelta(minutes=1), end_grants),
    Due("forget files half written when a process died", timedelta(hours=24), forget_partial_files),
    Due("forget uploads that nobody sent", timedelta(hours=6), expire_uploads),
    Due("forget widget sessions nobody comes back to", timedelta(hours=6), forget_sessions),
    Due("give old events to merged persons", timedelta(minutes=10), rewrite_moved_persons),
    Due("forget captured uuids", timedelta(hours=1), forget_old_captures),
    Due("forget answers of the API", timedelta(hours=1), forget_answers),
    Due("forget what need not be remembered", timedelta(hours=1), forget_expired),
    Due("forget how many mails left for whom", timedelta(hours=12), forget_paces),
    Due("forget bytes of suspended mail", timedelta(hours=6), forget_suspended),
    Due("go on with bulk jobs that were left behind", timedelta(seconds=60), go_on_with_jobs),
    Due("forget bulk jobs of long ago", timedelta(hours=12), forget_old_jobs),
    Due("learn public holidays of the coming years", timedelta(hours=12), refresh_holidays),
    Due("score the health of accounts", timedelta(hours=1), score_when_due),
    Due("tell leads of gaps in coverage", timedelta(hours=1), note_gaps),
    Due("count usage metrics of all accounts", timedelta(hours=1), count_when_due),
    Due("forget SQL queries of long ago", timedelta(hours=12), forget_old_runs),
    Due("forget sessions that ended", timedelta(hours=6), forget_ended_sessions),
]
