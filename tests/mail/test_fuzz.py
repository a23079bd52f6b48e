"""No bytes break the reader, and of none is nothing kept. Many more: python -m bench.fuzz_mail."""

import msgspec
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from clew.channels.email.parsing.mail import parse
from clew.channels.email.parsing.parsed import Parsed
from tests.mail_mutations import mails, mutated, what_is_lost

FIRST_SEED = 20_260_310
ROUNDS = 600
quick = settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    derandomize=True,
    database=None,
)
FIELDS = st.sampled_from(
    b"From To Cc Subject Date Message-ID References Content-Type Content-Disposition "
    b"Content-Transfer-Encoding Content-ID Reply-To X-Any".split()
)
VALUES = st.lists(
    st.one_of(
        st.sampled_from(
            [
                b"multipart/mixed; boundary=b",
                b"multipart/alternative; boundary=b",
                b"text/html; charset=",
                b"message/rfc822",
                b"attachment; filename*0*=",
                b"=?utf-8?B?",
                b"?=",
                b"base64",
                b"quoted-printable",
                b"<",
                b">",
                b"@",
                b",",
                b'"',
                b"\n ",
            ]
        ),
        st.binary(max_size=12),
    ),
    max_size=6,
).map(b"".join)
LINES = st.one_of(
    st.tuples(FIELDS, VALUES).map(lambda pair: pair[0] + b": " + pair[1]),
    st.sampled_from([b"", b"--b", b"--b--", b"begin 644 a", b"<p>words</p>", b"d29yZHM="]),
    st.binary(max_size=40),
)


def check(raw: bytes) -> None:
    parsed = parse(raw)
    # It goes through a pipe and into a database: no lone surrogates, no NUL.
    again = msgspec.msgpack.decode(msgspec.msgpack.encode(parsed), type=Parsed)
    assert again == parsed
    texts = [parsed.text, parsed.html, parsed.subject, parsed.reply_text, parsed.reply_html]
    texts += [parsed.report, parsed.returned, parsed.invitation, parsed.message_id]
    texts += [each.name for each in parsed.files] + [value for _, value in parsed.headers]
    assert not any("\0" in each for each in texts)
    assert what_is_lost(raw, parsed) == ""


@quick
@given(st.binary(max_size=400))
@example(b"")
@example(b"\0" * 50)
@example(b":\n:\n:")
@example(b"\xff\xfe\n\xff")
@example(b"\x1b$B")
def test_any_bytes(raw):
    check(raw)


@quick
@given(st.lists(LINES, max_size=25).map(b"\n".join))
@example(b"Content-Type: multipart/mixed; boundary=b\n\n--b\n--b\n--b--\n--b\n\nx")
def test_any_lines_of_mail(raw):
    check(raw)


@pytest.fixture(scope="module")
def corpus():
    return mails()


@pytest.mark.parametrize("part", range(4))
def test_mails_gone_wrong(corpus, part):
    for seed in range(FIRST_SEED + part, FIRST_SEED + ROUNDS, 4):
        raw = mutated(seed, corpus)
        try:
            check(raw)
        except Exception as broken:
            raise AssertionError(f"seed {seed}") from broken
