"""The process that parses: kept, limited, started again, and gone with its parent."""

import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest

from clew.channels.email.parsing.isolated import Parser, ParsingError
from clew.channels.email.parsing.mail import parse

pytestmark = pytest.mark.server
RAW = b"From: Ada <ada@harbour.example>\r\nSubject: Hi %d\r\n\r\nNumber %d\r\n"


@pytest.fixture
def parser():
    parser = Parser(seconds=20)
    yield parser
    parser.close()


def test_it_says_what_the_reader_says(parser):
    raw = RAW % (1, 1)
    assert parser.parse(raw) == parse(raw)


def test_threads_get_their_own_answers(parser):
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda each: parser.parse(RAW % (each, each)), range(200)))
    assert [each.text for each in answers] == [f"Number {each}" for each in range(200)]


def test_one_process_for_many_and_another_when_it_dies(parser):
    parser.parse(RAW % (1, 1))
    first = parser._process.pid
    parser.parse(RAW % (2, 2))
    assert parser._process.pid == first
    parser._process.send_signal(signal.SIGKILL)
    assert parser.parse(RAW % (3, 3)).text == "Number 3"
    assert parser._process.pid != first


def test_what_blocks_is_stopped_and_the_next_mail_is_read(parser):
    parser.parse(RAW % (1, 1))
    parser._process.send_signal(signal.SIGSTOP)
    parser.seconds = 0.5
    with pytest.raises(ParsingError) as raised:
        parser.parse(RAW % (2, 2))
    assert raised.value.reason == "too_slow"
    parser.seconds = 20
    assert parser.parse(RAW % (3, 3)).text == "Number 3"


def test_what_takes_too_much_memory_is_refused_and_the_next_mail_is_read(parser):
    parser.parse(RAW % (1, 1))
    process = psutil.Process(parser._process.pid)
    room = process.memory_info().vms + 60_000_000
    process.rlimit(psutil.RLIMIT_AS, (room, room))
    with pytest.raises(ParsingError) as raised:
        parser.parse(b"Content-Type: application/zip\r\n\r\n" + b"x" * 40_000_000)
    assert raised.value.reason == "too_large"
    assert parser.parse(RAW % (3, 3)).text == "Number 3"


def test_it_ends_with_its_parent():
    code = (
        "from clew.channels.email.parsing import isolated as i;"
        "i.parse_isolated(b'Subject: x\\n\\ny');"
        "print(i._parser._process.pid, flush=True);"
        "input()"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with parent:
        child = int(parent.stdout.readline())
        assert psutil.pid_exists(child)
        parent.kill()
        parent.wait()
        until = time.monotonic() + 10
        while psutil.pid_exists(child) and time.monotonic() < until:
            time.sleep(0.05)
    assert not psutil.pid_exists(child) or psutil.Process(child).status() == "zombie"


def test_it_starts_without_django():
    code = "import sys, clew.channels.email.parsing.child; print('django' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"
