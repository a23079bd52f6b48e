"""What a subject says apart from its prefixes. Pure."""

import pytest

from clew.channels.email.filing.subjects import (
    are_alike,
    is_forward,
    numbers_in,
    without_prefixes,
)

ALIKE = [
    "Export stops",
    "Re: Export stops",
    "RE: Re: export  STOPS",
    "AW: [#42] Export stops",
    "Re: [#42] Export stops",
    "Antw: Export stops",
    "SV: VS: Export stops",
    "Re[2]: Export stops",
    "RE : Export stops",
    "回复：Export stops",  # noqa: RUF001
    "Отв: Export stops",
    "Fwd: [support-list] Re: Export stops",
    "[EXTERNAL] Re: Export stops",
    "",
    "Re:",
]


@pytest.mark.parametrize("subject", ALIKE)
def test_the_same_thing(subject):
    assert are_alike(subject, "Export stops")


@pytest.mark.parametrize("subject", ["Export works again", "Invoice", "Re: Reports", "Export"])
def test_something_else(subject):
    assert not are_alike(subject, "Export stops")


def test_a_subject_cut_by_a_relay_is_still_the_same():
    whole = "Export stops after the first page of the report " * 6
    assert are_alike(f"Re: [#42] {whole}", whole[:150])


@pytest.mark.parametrize("subject", ["Fwd: Export", "FW: Export", "WG: Export", "TR : Export"])
def test_forwards(subject):
    assert is_forward(subject)
    assert without_prefixes(subject) == "Export"


@pytest.mark.parametrize("subject", ["Re: Fwd: Export", "Forward planning", "Export", ""])
def test_no_forwards(subject):
    assert not is_forward(subject)


def test_our_numbers():
    assert numbers_in("Re: [#42] see [#7] and #9") == [42, 7]


def test_a_hostile_subject_takes_no_time():
    assert without_prefixes("[" * 100_000 + "re: " * 100_000) is not None
