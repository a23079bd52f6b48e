import pytest

from clew.analytics.sql.access import Access
from clew.analytics.sql.compiling import compile_query
from clew.analytics.sql.refusing import QueryRefused
from clew.analytics.sql.tests.attacks import ATTACKS

READER = Access(1, every_ticket=True)


@pytest.mark.parametrize(("query", "word"), ATTACKS, ids=range(len(ATTACKS)))
def test_an_attack_is_refused_with_a_sentence(query, word):
    with pytest.raises(QueryRefused) as refusal:
        compile_query(query, READER, {"n": "x; DROP"})
    assert word in refusal.value.message
    assert len(ATTACKS) >= 80
