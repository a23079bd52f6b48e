# ruff: noqa: RUF001  letters of many alphabets look alike, and are meant
"""Until when somebody is away, as their automatic reply says it. Pure."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

LONGEST = timedelta(days=500)  # parental leave; further away it is no end of an absence
PAST = timedelta(days=3)  # a reply that nobody turned off
NEAR = 48  # characters before a date in which “until” stands, and after it for “まで”
# Beginnings of month names: what else the language adds is skipped.
MONTHS: tuple[str, ...] = (
    "jan|genn|ene|styc|ledn|tammi|янв|січ|ocak|ιαν|ianu",
    "feb|fév|fev|lut[ye]|únor|helmi|фев|лют|şubat|φεβ",
    "mar[cstzç]|mär|mar\\b|mar\\.|maart|mrt|břez|maalis|мар|берез|μαρ",
    "apr|avr|abr|kwie|dubn|huhti|апр|квіт|nisan|απρ",
    "may|mai|mei|maj|magg|kvě|touko|май|мая|трав|μαΐ|μαι",
    "jun|juin|giu|czerw|červn|kesä|июн|черв|haziran|ιουν|iuni|jún",
    "jul|juil|lugl|lipc|lipi|červenc|heinä|июл|лип|temmuz|ιουλ|iuli|júl",
    "aug|aoû|aout|ago|sierp|srpn|elok|авг|серп|ağustos|αυγ",
    "sep|settem|setem|wrze|září|syys|сен|верес|eylül|σεπ|szep",
    "oct|okt|ott|outub|paźdz|říjn|loka|окт|жовт|ekim|οκτ",
    "nov|listop|marras|ноя|листоп|kasım|νοε|noiem",
    "dec|dez|déc|dic|des|grud|prosin|joulu|дек|груд|aralık|δεκ",
)
MONTH = "|".join(f"(?P<m{{0}}{at}>{names})" for at, names in enumerate(MONTHS, 1))
# July comes before June in Czech: the longer beginning must be tried first.
WEEKDAYS: tuple[str, ...] = (
    "monday|montag|lundi|lunes|lunedì|maandag|segunda-feira|poniedziałku|måndag|mandag",
    "tuesday|dienstag|mardi|martes|martedì|dinsdag|terça-feira|wtorku|tisdag|tirsdag",
    "wednesday|mittwoch|mercredi|miércoles|mercoledì|woensdag|quarta-feira|środy|onsdag",
    "thursday|donnerstag|jeudi|jueves|giovedì|donderdag|quinta-feira|czwartku|torsdag",
    "friday|freitag|vendredi|viernes|venerdì|vrijdag|sexta-feira|piątku|fredag",
    "saturday|samstag|sonnabend|samedi|sábado|sabato|zaterdag|soboty|lördag|lørdag",
    "sunday|sonntag|dimanche|domingo|domenica|zondag|niedzieli|söndag|søndag",
)
YEAR = r"(?:20\d\d)"
DATES = re.compile(
    rf"(?<!\d)(?P<y1>{YEAR})\s?(?:[-/.年년]\s?)(?P<mo1>\d{{1,2}})\s?(?:[-/.月월]\s?)"
    r"(?P<d1>\d{1,2})(?!\d)\s?[日일.]?"
    r"|(?<!\d)(?P<mo2>\d{1,2})\s?[月월]\s?(?P<d2>\d{1,2})\s?[日일]"
    rf"|(?<![\d.:])(?P<a>\d{{1,2}})\s?(?P<sep>[./-])\s?(?P<b>\d{{1,2}})"
    rf"(?:(?P=sep)\s?(?P<y3>{YEAR}|\d\d(?!\d)))?(?!\d|:\d)"
    rf"|(?<![\d.:])(?P<d4>\d{{1,2}})(?:st|nd|rd|th|er|º|ª|°|\.)?,?\s+(?:(?:of|de|del)\s+)?"
    rf"(?:{MONTH.format('4_')})[\w']*\.?,?(?:\s+(?:de\s+|del\s+)?(?P<y4>{YEAR}))?"
    rf"|\b(?:{MONTH.format('5_')})\w*\.?\s+(?P<d5>\d{{1,2}})(?:st|nd|rd|th)?(?!\d|:|\.\d)"
    rf"(?:,?\s+(?P<y5>{YEAR}))?"
    rf"|\b(?:{'|'.join(f'(?P<w{at}>{names})' for at, names in enumerate(WEEKDAYS))})\b",
    re.IGNORECASE,
)
UNTIL = (
    # English, German, Dutch
    "until|till|til|through|thru|to|back|return|returning|returns|ending|bis|zurück|wieder|tot"
    "|t/m|t/?m|terug|met|weer"
    # French, Spanish, Portuguese, Italian, Romanian
    "|jusqu'au|jusqu'à|jusque|au|retour|reviens|reviendrai|hasta|al|regreso|vuelvo|vuelta|volveré"
    "|até|ao|retorno|volta|regressarei|fino al|fino|sino al|rientro|rientrerò|torno|tornerò"
    "|până|pana"
    # Scandinavian, Polish, Czech, Greek
    r"|t\.o\.m|tom|tillbaka|tilbage|tilbake|igen|do|wracam|powrót|zpět|vrátím|έως|μέχρι|ως"
    # Russian, Ukrainian, Chinese, Hebrew, Arabic
    "|до|по|вернусь|выйду|повернусь|至|到|直到|עד|حتى"
)
FROM = (
    "from|since|starting|as of|vom|von|seit|ab|du|depuis|del|desde|dal|dall|vanaf|van|sinds|de"
    "|från|fra|od|ze|с|со|з|від|自|从|από"
)
MARKER = re.compile(
    rf"(?<!\w)(?:(?P<until>{UNTIL})|(?P<from>{FROM}))(?!\w)|(?P<cjk>至|到|直到|עד)"
    r"|(?P<dash>[-–—~～]\s?$)",
    re.IGNORECASE,
)
AFTER = re.compile(
    r"まで|까지|上午|返回|回来|回來|kadar|\basti\b|\bsaakka\b|-?ig\b|\bagain\b|\bwieder\b|\bweer\b"
    r"|\bzurück\b|\bterug\b|\bde nouveau\b|\bde retour\b|\bde nuevo\b|に戻|より(?:通常|出社)",
    re.IGNORECASE,
)
SENTENCE = re.compile(r"[.!?。！？]\s+(?=[^\W\d_a-zäöü])|[。！？]|\n\s*\n")
NEXT_DATE = re.compile(r"\d")


@dataclass(frozen=True)
class Said:
    start: int
    end: int
    day: date


def end_of_absence(text: str, written: date | None) -> date | None:
    """The last date that an “until” or “back on” goes with; years and weekdays by ``written``."""
    plain = unicodedata.normalize("NFC", text).replace("’", "'").replace("\xa0", " ")
    found = list(_dates(plain, written))
    days = [each.day for each in found if _is_end(plain, each)]
    if written:
        days = [day for day in days if written - PAST <= day <= written + LONGEST]
    return max(days, default=None)


def _is_end(text: str, said: Said) -> bool:
    before = SENTENCE.split(text[max(0, said.start - NEAR) : said.start])[-1]
    markers = list(MARKER.finditer(" ".join(before.split()) + " "))
    nearest = markers[-1] if markers else None
    if nearest and not nearest["from"]:
        return True
    after = SENTENCE.split(text[said.end : said.end + NEAR])[0]
    follows = AFTER.search(after)
    between = after[: follows.start()] if follows else ""
    return bool(follows) and not NEXT_DATE.search(between)


def _dates(text: str, written: date | None) -> Iterator[Said]:
    for found in DATES.finditer(text):
        if day := _day(found, written):
            yield Said(found.start(), found.end(), day)


def _day(found: re.Match[str], written: date | None) -> date | None:
    if found["y1"]:
        return _made(int(found["y1"]), int(found["mo1"]), int(found["d1"]))
    if found["mo2"]:
        return _dated(None, int(found["mo2"]), int(found["d2"]), written)
    if found["a"]:
        return _short(found, written)
    if found["d4"]:
        return _dated(found["y4"], _month(found, "m4_"), int(found["d4"]), written)
    if found["d5"]:
        return _dated(found["y5"], _month(found, "m5_"), int(found["d5"]), written)
    return _weekday(found, written)


def _short(found: re.Match[str], written: date | None) -> date | None:
    """``3.12.`` is the day first; of ``12/3/2026`` and ``3/12/2026`` it is what comes sooner."""
    first, second, year = int(found["a"]), int(found["b"]), found["y3"]
    if found["sep"] != "." and not year:
        return None if found["sep"] == "-" else _sooner(first, second, None, written)
    if found["sep"] == "/":
        return _sooner(first, second, year, written)
    return _dated(year, second, first, written)


def _sooner(first: int, second: int, year: str | None, written: date | None) -> date | None:
    both = [_dated(year, second, first, written), _dated(year, first, second, written)]
    days = [day for day in both if day]
    coming = [day for day in days if written is None or day >= written - PAST]
    return min(coming, default=days[0] if days else None)


def _dated(year: str | None, month: int, day: int, written: date | None) -> date | None:
    """Without a year it is the next such day."""
    if year:
        return _made(int(year) + (2000 if len(year) == 2 else 0), month, day)  # noqa: PLR2004
    if written is None:
        return None
    here = _made(written.year, month, day)
    if here and here < written - PAST:
        return _made(written.year + 1, month, day)
    return here


def _weekday(found: re.Match[str], written: date | None) -> date | None:
    if written is None:
        return None
    at = next(at for at in range(7) if found[f"w{at}"])
    return written + timedelta(days=(at - written.weekday() - 1) % 7 + 1)


def _month(found: re.Match[str], prefix: str) -> int:
    return next(at for at in range(1, 13) if found[f"{prefix}{at}"])


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
