"""What a requester's product said in the half hour before the ticket: the tickets' evidence."""

from datetime import datetime, timedelta

from clew.demo.activity.errands import take_step
from clew.demo.activity.errors import raise_error
from clew.demo.activity.moments import Event, Moment
from clew.demo.activity.traces import named_trace
from clew.demo.company.cast import customer
from clew.demo.edition import Edition, dice
from clew.demo.stories.reading import Story, duration, stories
from clew.demo.stories.timing import opened_at

LEAD = timedelta(minutes=26)
RETURN = timedelta(minutes=9)  # in the product before the last thing that was seen


def signals(edition: Edition, number: int) -> list[Event]:
    """Of the stories whose evidence begins on day ``number``."""
    today, tomorrow = edition.day(number), edition.day(number + 1)
    found: list[Event] = []
    for story in stories():
        if today <= _begins(edition, story) < tomorrow:
            found += evidence(edition, story).out
        if story.online and today <= _returns(edition, story) < tomorrow:
            found += _lately(edition, story).out
    return found


def evidence(edition: Edition, story: Story) -> Moment:
    """The sitting that led to the ticket; its session id is on the widget's ticket."""
    who = customer(story.who)
    begins = _begins(edition, story)
    moment = Moment(edition, who, who.devices[0], begins, dice("evidence", story.subject))
    for signal in story.signals:
        _send(moment, signal, opened_at(edition, story))
    if story.channel == "widget":
        moment.page(*story.page)
        moment.now = max(moment.now, opened_at(edition, story) - timedelta(seconds=40))
        moment.browser("support_widget_opened", {})
    return moment


def _lately(edition: Edition, story: Story) -> Moment:
    """The requester is back in the product, minutes ago: they wait for an answer."""
    who = customer(story.who)
    begins = _returns(edition, story)
    moment = Moment(edition, who, who.devices[0], begins, dice("lately", story.subject))
    for signal in story.lately or ("page /home | Home",):
        _send(moment, signal, edition.until)
    moment.now = edition.until - duration(story.online)
    moment.page(*story.page)
    return moment


def _returns(edition: Edition, story: Story) -> datetime:
    return edition.until - duration(story.online) - RETURN


def _send(moment: Moment, signal: str, before: datetime) -> None:
    kind, rest, times = _counted(signal)
    for _ in range(times):
        if moment.now >= before:
            return
        if kind == "error":
            raise_error(moment, rest)
            moment.wait(10, 90)
        elif kind == "trace":
            named_trace(moment, rest)
        else:
            take_step(f"{kind} {rest}", {}, moment)


def _counted(signal: str) -> tuple[str, str, int]:
    """``error editor-steps 3`` is three errors; without a number it is one."""
    kind, _, rest = signal.partition(" ")
    words, _, last = rest.rpartition(" ")
    if kind != "page" and words and last.isdecimal():
        return kind, words, int(last)
    return kind, rest, 1


def _begins(edition: Edition, story: Story) -> datetime:
    return opened_at(edition, story) - LEAD
