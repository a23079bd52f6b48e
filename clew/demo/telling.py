"""From a story to a ticket, by the same actions that staff and channels use, at the story's times.

Replies with a ``created_at`` are imported history: nothing is mailed.
"""

from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from clew.core.actors import SYSTEM, Actor
from clew.demo.activity.signals import evidence
from clew.demo.bookmark import Bookmark
from clew.demo.company.cast import customer
from clew.demo.company.staff import team_of_area
from clew.demo.edition import Edition, dice
from clew.demo.hiring import House
from clew.demo.stories.context import widget_context
from clew.demo.stories.reading import Story, attachment, stories
from clew.demo.stories.timing import Timed, opened_at, timed
from clew.people.models import Environment, Person, Staff
from clew.people.queries import person_for
from clew.routing.actions.escalating import escalate
from clew.tickets import actions
from clew.tickets.models import Attachment, Status, Ticket
from clew.tickets.options import PENDING_REMINDER, REOPEN_WINDOW

ROUTED = timedelta(seconds=8)  # after opening: the team is set
REOPENS = timedelta(days=REOPEN_WINDOW.default)  # after solving
REMINDED = timedelta(days=PENDING_REMINDER.default, minutes=1)  # after our last words
MORNING = timedelta(hours=8)
TAKEN = timedelta(minutes=2)  # before the first answer: somebody takes it
WAITS = {Status.PENDING, Status.HOLD}


def told_in_order(edition: Edition) -> list[Story]:
    return sorted(stories(), key=lambda story: opened_at(edition, story))


class Telling:
    """One story being told."""

    def __init__(
        self, edition: Edition, story: Story, environment: Environment, house: House
    ) -> None:
        self._edition, self._story, self._house = edition, story, house
        self._environment = environment
        self._lines = [self._without_marks(line) for line in timed(edition, story)]
        self._assignee = house.staff.get(story.assignee)

    @transaction.atomic
    def tell_and_mark(self, mark: Bookmark, number: int) -> Bookmark:
        """The ticket, and in the same transaction the bookmark behind it."""
        self.tell()
        return mark.moved(tickets=number)

    def tell(self) -> Ticket:
        first, *rest = self._lines
        requester = self._requester()
        ticket = self._open(first, requester)
        self._route(ticket, first.at + ROUTED)
        for number, line in enumerate(rest):
            if number == 0:
                self._take(ticket, between(first.at + ROUTED, line.at))
            self._say(ticket, requester, line, is_last=number == len(rest) - 1)
        self._end(ticket, self._lines[-1].at)
        return ticket

    def _without_marks(self, line: Timed) -> Timed:
        weekday = self._edition.incident_day.strftime("%A")
        return Timed(line.told.spoken(weekday), line.at)

    def _requester(self) -> Person:
        """Whom the events made; the story's distinct id leads to the person."""
        known = customer(self._story.who)
        owner = self._house.staff["maya"]
        return person_for(owner, environment=self._environment, distinct_id=known.distinct_id)

    def _open(self, first: Timed, requester: Person) -> Ticket:
        story = self._story
        by_widget = story.channel == "widget"
        sitting = evidence(self._edition, story)
        context: dict[str, Any] = widget_context(story, sitting) if by_widget else {}
        return actions.open_ticket(
            environment=self._environment,
            subject=story.subject_on(self._edition.incident_day.strftime("%A")),
            body=first.told.body,
            requester=requester,
            channel=story.channel,
            by=Actor.customer(requester),
            kind=story.kind,
            area=story.area,
            severity=story.severity,
            context=context,
            verified=story.verified,
            attachments=self._files(first, Actor.customer(requester)),
            created_at=first.at,
            distinct_id=customer(story.who).distinct_id,
        )

    def _route(self, ticket: Ticket, at: datetime) -> None:
        team = self._house.teams[team_of_area(self._story.area).name]
        actions.set_team(ticket=ticket, team=team, by=SYSTEM, at=at)

    def _take(self, ticket: Ticket, at: datetime) -> None:
        """Whoever is first at it takes the ticket and sorts it."""
        if self._assignee is None:
            return
        by = Actor.staff(self._assignee)
        actions.assign(ticket=ticket, staff=self._assignee, by=by, at=at)
        actions.add_tags(ticket=ticket, tags=self._story.tags, by=by, at=at)
        for handle in self._story.followers:
            actions.follow(ticket=ticket, staff=self._house.staff[handle], by=by, at=at)

    def _say(self, ticket: Ticket, requester: Person, line: Timed, *, is_last: bool) -> None:
        if line.told.from_customer:
            actions.receive_message(
                ticket=ticket,
                person=requester,
                body=line.told.body,
                channel=self._story.channel,
                attachments=self._files(line, Actor.customer(requester)),
                created_at=line.at,
            )
            return
        who = self._house.staff[line.told.by]
        if line.told.is_note and self._escalates(line):
            self._escalate(ticket, who, line)
        elif line.told.is_note:
            actions.add_note(ticket=ticket, staff=who, body=line.told.body, created_at=line.at)
        else:
            self._reply(ticket, who, line, is_last=is_last)

    def _escalates(self, line: Timed) -> bool:
        notes = [each.told for each in self._lines if each.told.is_note]
        return bool(self._story.escalated) and line.told is notes[0]

    def _escalate(self, ticket: Ticket, who: Staff, line: Timed) -> None:
        escalate(
            ticket=ticket,
            to=self._story.escalated,
            team=self._house.teams[team_of_area(self._story.area).name],
            note=line.told.body,
            by=Actor.staff(who),
            at=line.at,
        )

    def _reply(self, ticket: Ticket, who: Staff, line: Timed, *, is_last: bool) -> None:
        status = self._story.status if is_last and self._story.status in WAITS else Status.OPEN
        if not is_last and self._is_answered(line):
            status = Status.PENDING
        actions.reply(
            ticket=ticket,
            staff=who,
            body=line.told.body,
            status=status,
            created_at=line.at,
            **self._sleep(status),
        )

    def _sleep(self, status: str) -> dict[str, Any]:
        """On hold until one of the next mornings, by the same dice every time."""
        if status != Status.HOLD:
            return {}
        days = dice("wakes", self._story.subject).randrange(1, 9)
        until = self._edition.day(days) + MORNING
        return {"hold_until": until, "reason": self._story.waits}

    def _is_answered(self, line: Timed) -> bool:
        """Whether the customer speaks next: then the reply waits for them."""
        after = [later for later in self._lines if later.at > line.at and not later.told.is_note]
        return bool(after) and after[0].told.from_customer

    def _end(self, ticket: Ticket, last: datetime) -> None:
        story = self._story
        if self._assignee is None:
            self._house_tags(ticket, last)
        by = Actor.staff(self._assignee) if self._assignee else SYSTEM
        latest = self._edition.until - timedelta(minutes=1)
        if story.status in {Status.SOLVED, Status.CLOSED}:
            self._solve(ticket, min(last + timedelta(minutes=35), latest), latest, by)
        elif story.status != ticket.status:
            at, sleep = min(last + timedelta(minutes=3), latest), self._sleep(story.status)
            actions.set_status(ticket=ticket, status=story.status, by=by, at=at, **sleep)
        self._remind(ticket, latest)

    def _solve(self, ticket: Ticket, at: datetime, latest: datetime, by: Actor) -> None:
        """What was solved long enough ago is closed by now, as time would have done it."""
        actions.set_status(ticket=ticket, status=Status.SOLVED, by=by, at=at)
        closed, reason = at + REOPENS, f"{REOPENS.days} days after it was solved"
        if closed <= latest:
            after = Status.CLOSED
            actions.set_status(ticket=ticket, status=after, by=SYSTEM, at=closed, reason=reason)

    def _remind(self, ticket: Ticket, latest: datetime) -> None:
        if ticket.pending_since and ticket.pending_since + REMINDED <= latest:
            actions.remind_customer(ticket, at=ticket.pending_since + REMINDED, is_history=True)

    def _house_tags(self, ticket: Ticket, last: datetime) -> None:
        """Nobody has taken it; the form's tags are all there is."""
        actions.add_tags(ticket=ticket, tags=self._story.tags[:1], by=SYSTEM, at=last + ROUTED)

    def _files(self, line: Timed, by: Actor) -> list[Attachment]:
        name = line.told.attachment
        if not name:
            return []
        file = SimpleUploadedFile(name, attachment(name), content_type="text/plain")
        return [actions.store_upload(file=file, by=by)]


def between(earliest: datetime, latest: datetime) -> datetime:
    """A little before ``latest``, never before ``earliest``."""
    return max(earliest, latest - TAKEN)
