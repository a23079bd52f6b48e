"""A few words in one byte a letter, with no label or a wrong one: short, and still read right."""

import pytest

from clew.channels.email.parsing.charsets import decode

WORDS = [
    ("Größe", "cp1252"),
    ("Grüße roh", "cp1252"),
    ("Füße", "cp1252"),
    ("não é", "cp1252"),
    ("à bientôt", "cp1252"),
    ("Informações", "cp1252"),
    ("Привет", "cp1251"),
    ("я иду", "cp1251"),
    ("Быстро", "koi8-r"),
    ("エクスポート", "cp932"),
    ("確認", "cp932"),
    ("PDF를", "cp949"),
    ("请看", "gb18030"),
]


@pytest.mark.parametrize("label", ["", "utf-8", "unknown-8bit"])
@pytest.mark.parametrize(("words", "charset"), WORDS, ids=[words for words, _ in WORDS])
def test_short_words_are_read_as_the_language_they_are_in(words, charset, label):
    assert decode(words.encode(charset), label) == words
