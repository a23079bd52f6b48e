"""Changes of a ticket read as sentences, whoever or nobody did them."""

from clew.core import clock
from clew.core.actors import SYSTEM, Actor
from clew.tickets.queries import Change
from clew.tickets.templatetags.ticket_words import fold_line, in_full

MISSED = "The target of the first reply was missed"
MAYA = Actor(kind="staff", id="7", name="Maya Lindholm")


def told(text: str, by: Actor = SYSTEM) -> Change:
    return Change(clock.now(), by, text)


def test_what_nobody_did_stands_alone():
    assert in_full(told(MISSED)) == MISSED
    assert in_full(told("Added tag api")) == "<b>Clew</b> added tag api"


def test_a_name_is_said_again_after_what_nobody_did():
    line = fold_line([told("Added tag api"), told(MISSED), told("Maya Lindholm solved it", MAYA)])
    assert line == (
        "<b>Clew</b> added tag api, the target of the first reply was missed,"
        " <b>Maya Lindholm</b> solved it"
    )
    line = fold_line([told(MISSED), told("Added tag api"), told("Cleared area Exports")])
    assert line == f"{MISSED}, <b>Clew</b> added tag api, cleared area Exports"
