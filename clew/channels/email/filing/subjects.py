"""What a subject says apart from what clients, lists and we ourselves put before it. Pure."""

import re

# "Reply" and "forward" as mail clients write them, in the languages that they write them in.
REPLIES = (
    r"re|aw|antw|antwort|sv|vs|vl|odp|odpowiedź|rif|r|ref|rép|rv|res|ynt|yan|atb|doorst|bls|balas|"
    r"отв|ответ|на|απ|σχετ|การตอบกลับ|回复|回覆|答复|答覆|返信|회신|رد|تشبيه|השב|תגובה"
)
FORWARDS = (
    r"fwd|fw|wg|tr|rv|i|enc|pd|vb|vl|vs|fs|doorst|továbbítás|ilt|i̇lt|yönlendir|trs|wtr|prosl|"
    r"пересл|пер|πρθ|προωθ|转发|轉寄|转寄|轉發|転送|전달|إعادة توجيه|הועבר"
)
MARK = r"\s*(?:\[\d{1,3}\]|\(\d{1,3}\)|\^\d{1,3})?\s*[:：]\s*"  # noqa: RUF001  as written in Chinese
PREFIX = re.compile(rf"\s*(?:(?:{REPLIES}|{FORWARDS}){MARK}|\[[^\[\]]{{0,60}}\]\s*)", re.IGNORECASE)
FORWARD = re.compile(rf"\s*(?:\[[^\[\]]{{0,60}}\]\s*)*(?:{FORWARDS}){MARK}", re.IGNORECASE)
NUMBER = re.compile(r"\[#(\d{1,15})\]")
MOST = 300  # characters of a subject that are looked at
ALIKE = 100  # characters in which two must agree: clients and relays cut the rest


def bare(subject: str) -> str:
    """Without Re:, Fwd:, [#42], tags of lists, letter case and white space."""
    return "".join(without_prefixes(subject).casefold().split())


def without_prefixes(subject: str) -> str:
    """As the sender wrote it, from the first word that is theirs."""
    left = " ".join(subject[:MOST].split())
    while found := PREFIX.match(left):
        left = left[found.end() :]
    return left.strip()


def is_forward(subject: str) -> bool:
    return FORWARD.match(subject[:MOST]) is not None


def numbers_in(subject: str) -> list[int]:
    """Of our ``[#42]``, in the order they stand."""
    return [int(each) for each in NUMBER.findall(subject[:MOST])]


def are_alike(one: str, other: str) -> bool:
    """About the same. A subject that says nothing is no change of subject."""
    first, second = bare(one)[:ALIKE], bare(other)[:ALIKE]
    return not first or not second or first == second
