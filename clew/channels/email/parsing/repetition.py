"""The same words as text and as HTML one behind the other, though not as alternatives."""

import re

from clew.channels.email.parsing.shown_text import Shown


def without_repetition(shown: list[Shown]) -> list[Shown]:
    for place in range(len(shown) - 1):
        first, second = shown[place], shown[place + 1]
        is_pair = first.text.strip() and not first.html and second.html and not second.text
        if is_pair and _letters(first.text) == _letters(second.words):
            one = Shown(first.text, second.html, second.remote_images)
            return [*shown[:place], one, *shown[place + 2 :]]
    return shown


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)
