"""The mail that somebody forwarded in the text of their own, whatever client they use. Pure."""

import re
from dataclasses import dataclass
from email.utils import parseaddr

from clew.channels.email.parsing.parsed import Address

FROM = (
    r"from|von|de|van|da|fra|från|od|lähettäjä|kimden|gönderen|expéditeur|remitente|mittente|"
    r"от|від|από|feladó|差出人|发件人|寄件者|寄件人|보낸\s?사람|من|מאת"
)
OTHERS = (
    r"to|an|à|para|aan|a|til|till|do|vastaanottaja|kime|komu|кому|προς|címzett|宛先|收件人|收件者|"
    r"받는\s?사람|إلى|אל|cc|kopie|copie|kopia|cópia|reply-to|antwort an|répondre à|"
    r"sent|date|gesendet|datum|envoyé|enviado|enviado el|fecha|data|dato|verzonden|inviato|sendt|"
    r"skickat|wysłano|lähetetty|päivämäärä|tarih|gönderildi|отправлено|дата|ημερομηνία|dátum|"
    r"日時|送信日時|日期|发送时间|寄件日期|보낸\s?날짜|날짜|التاريخ|תאריך"
)
SUBJECT = (
    r"subject|betreff|objet|asunto|onderwerp|oggetto|emne|ämne|temat|aihe|konu|assunto|predmet|"
    r"předmět|тема|θέμα|tárgy|件名|主题|主旨|제목|الموضوع|נושא"
)
END = r"\*?\s*[:：]\*?\s*"  # noqa: RUF001  as written in Chinese
LINE = re.compile(
    rf"^[\s>*]*(?:(?P<from>{FROM})|(?P<subject>{SUBJECT})|(?P<other>{OTHERS})){END}(?P<value>.*)$",
    re.IGNORECASE,
)
RULE = re.compile(r"^[\s>]*(?:[-_=]{5,}.*|Begin forwarded message:.*|.*[-_=]{5,})$", re.IGNORECASE)
ADDRESS = re.compile(r"[^\s<>\[\]()\"',;:]+@[^\s<>\[\]()\"',;:]+\.[^\s<>\[\]()\"',;:]+")
LONGEST_RULE = 200  # characters
MOST_LINES = 400  # where the block must begin
BLOCK = 10  # lines such a block has at most


@dataclass(frozen=True)
class Forwarded:
    above: str  # what whoever forwarded wrote
    sender: Address
    subject: str
    text: str


def forwarded_in(text: str) -> Forwarded | None:
    """The first block of headers that names a sender, with what stands above and below it."""
    lines = text.split("\n")
    for start in range(min(len(lines), MOST_LINES)):
        found = LINE.match(lines[start][:500])
        if found and (block := _block(lines, start)):
            return block
    return None


def _block(lines: list[str], start: int) -> Forwarded | None:
    sender, subject, count, end = Address("", ""), "", 0, start
    for index in range(start, min(start + BLOCK, len(lines))):
        found = LINE.match(lines[index][:500])
        if found is None and (not lines[index].strip(" >*") or count == 0):
            break
        end = index + 1
        if found is None:
            continue  # a long list of recipients goes on
        count += 1
        if found["from"]:
            sender = sender_in(found["value"])
        elif found["subject"]:
            subject = found["value"].strip(" *")
    if count < 2 or not sender.address:  # noqa: PLR2004  one line may be anybody's sentence
        return None
    return Forwarded(_above(lines[:start]), sender, subject, _below(lines[end:]))


def sender_in(value: str) -> Address:
    """``Ada <ada@heron.example>``, ``Ada [mailto:ada@…]``, ``*Ada* <…>`` and other ways."""
    plain = value.replace("*", "").replace("mailto:", "").strip()
    found = ADDRESS.search(plain)
    if not found:
        return Address("", "")
    name, address = parseaddr(plain)
    if address.lower() != found[0].lower():
        name = plain[: found.start()]
    return Address(name.strip(" \t\"'<([,"), found[0].lower())


def _above(lines: list[str]) -> str:
    left = [line for line in lines if not RULE.match(line[:LONGEST_RULE])]
    return "\n".join(left).strip()


def _below(lines: list[str]) -> str:
    """Without the marks of a quotation, if all of it is one."""
    told = [line for line in lines if line.strip()]
    if told and all(line.lstrip().startswith(">") for line in told):
        lines = [line.lstrip().removeprefix(">").removeprefix(" ") for line in lines]
    return "\n".join(lines).strip()
