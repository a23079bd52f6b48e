"""Customers whose mailbox said that they are away: shown to agents until it is over."""

from datetime import date, timedelta

from clew.channels.email.machines.nature import Nature
from clew.channels.email.models import CustomerAway
from clew.channels.email.parsing.parsed import Parsed
from clew.core import clock
from clew.people.models import Person

WITHOUT_END = timedelta(days=7)  # when no date was said, it is believed for so long
MAX_SAID = 300  # characters


def note_absence(person: Person, parsed: Parsed, nature: Nature) -> CustomerAway | None:
    """The newest word counts. None when the mail says nothing of an absence, or of one past."""
    today = clock.now().date()
    if nature.auto != "out-of-office" or (nature.until and nature.until < today):
        return None
    said = " ".join((parsed.reply_text or parsed.text or parsed.subject).split())[:MAX_SAID]
    values = {"until": nature.until, "said": said, "noted_at": clock.now()}
    return CustomerAway.objects.update_or_create(person=person, defaults=values)[0]


def away_now(person: Person) -> CustomerAway | None:
    """One statement."""
    row = CustomerAway.objects.filter(person=person).first()
    return row if row is not None and not _is_over(row, clock.now().date()) else None


def forget_absences() -> int:
    """What is over says nothing any more. Safe to run at any time."""
    now = clock.now()
    over = CustomerAway.objects.filter(until__lt=now.date())
    unsaid = CustomerAway.objects.filter(until=None, noted_at__lt=now - WITHOUT_END)
    return sum(rows.delete()[0] for rows in (over, unsaid))


def away_words(row: CustomerAway) -> str:
    """“Away until 3 Dec”."""
    if row.until is None:
        return "Away"
    year = f" {row.until:%Y}" if row.until.year != clock.now().year else ""
    return f"Away until {row.until.day} {row.until:%b}{year}"


def _is_over(row: CustomerAway, today: date) -> bool:
    if row.until is not None:
        return row.until < today
    return row.noted_at < clock.now() - WITHOUT_END
