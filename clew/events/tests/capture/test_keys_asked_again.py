"""A key that was one is no guess, also when nobody can be asked any more."""

import asyncio

import psycopg
import pytest

from clew.events.capture import keys
from clew.events.capture.refusals import BadToken, NotNow

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def forgetful(monkeypatch):
    monkeypatch.setattr(keys, "REMEMBER", 0.0)


def test_a_key_whose_time_is_over_is_no_guess_while_postgres_is_away(key, forgetful, monkeypatch):
    async def asked():
        book = keys.KeyBook()
        await book.key_for(key.key)
        await book.close()

        async def away():
            raise psycopg.OperationalError("gone")

        monkeypatch.setattr(keys, "connect", away)
        with pytest.raises(NotNow):
            await book.key_for(key.key)
        return book.remembers(key.key), book.remembers("phc_never_seen")

    assert asyncio.run(asked()) == (True, False)


def test_what_was_none_is_a_guess_again(key, forgetful):
    async def asked():
        book = keys.KeyBook()
        with pytest.raises(BadToken):
            await book.key_for("phc_guessed")
        await book.close()
        return book.remembers("phc_guessed")

    assert not asyncio.run(asked())
