# ruff: noqa: RUF001  letters of many alphabets look alike, and are meant
"""How automatic replies begin and how people say that they are away, in many languages. Pure."""

import re
import unicodedata

# How the subject of an automatic reply begins; what follows is a colon, a dash or nothing.
SUBJECTS = (
    # English, German, French
    "automatic reply|automated reply|auto[ -]?reply|auto[ -]?response|autoresponder|out of office"
    "|out of the office|out-of-office|ooo|away from the office|on vacation|vacation reply"
    "|automatische antwort|automatische rückantwort|abwesenheitsnotiz|abwesenheitsnachricht"
    "|abwesenheit|abwesend|autoantwort"
    "|réponse automatique|message d.absence|absence du bureau|absente? du bureau|notification d"
    ".absence"
    # Spanish, Portuguese, Italian, Romanian
    "|respuesta automática|fuera de la oficina|ausente de la oficina"
    "|resposta automática|fora do escritório|ausência temporária"
    "|risposta automatica|fuori ufficio|fuori sede|assenza dall.ufficio"
    "|răspuns automat"
    # Dutch, Scandinavian, Finnish
    "|automatisch antwoord|automatisch bericht|afwezigheidsbericht|afwezig|niet aanwezig"
    "|autosvar|automatiskt svar|automatisk svar|frånvaro|frånvaromeddelande|fravær"
    "|fraværsmeddelelse|ikke på kontoret|inte på kontoret|automaattinen vastaus"
    "|poissaoloviesti|poissa toimistosta"
    # Polish, Czech, Hungarian, Greek, Turkish
    "|automatyczna odpowiedź|odpowiedź automatyczna|nieobecność|poza biurem"
    "|automatická odpověď|automatická odpoveď|nepřítomnost|mimo kancelář"
    "|automatikus válasz|házon kívül|αυτόματη απάντηση|εκτός γραφείου|otomatik yanıt"
    "|ofis dışında"
    # Russian, Ukrainian
    "|автоматический ответ|автоответ|отсутствие на рабочем месте|автоматична відповідь"
    # Japanese, Chinese, Korean, Hebrew, Arabic
    "|自動返信|自動応答|不在通知|自动回复|自動回覆|自动答复|不在办公室"
    "|자동 회신|자동 응답|자동응답|부재중"
    "|מענה אוטומטי|תשובה אוטומטית|رد تلقائي|الرد التلقائي"
)
BEGINS = re.compile(
    rf"^\W*(?:(?:re|aw|sv)\s*:\s*)?[\[(【]?(?:{SUBJECTS})[\])】]?\s*(?:[:：\-–—|!.(【\[]|$)",
    re.IGNORECASE,
)
ABSENT = re.compile(
    # English
    r"\b(?:i.?m|i am|i will be|i.ll be|we are|currently|is) (?:currently |now )?(?:out of"
    r"(?: the)? office|away|on (?:\w+ )?(?:leave|vacation|holidays?)|travell?ing)\b"
    r"|\bout[ -]of[ -](?:the[ -])?office (?:until|till|from|and|with|this|today|reply|message)\b"
    r"|\b(?:limited|no|intermittent) access to (?:my )?e-?mails?\b"
    r"|\b(?:no longer (?:work|with|at|employed)|have left the company)\b"
    # German, French, Dutch
    r"|\bnicht im (?:büro|haus)|\babwesen|\b(?:im|in) (?:urlaub|elternzeit)\b|\baußer haus\b"
    r"|\bbin (?:\w+ ){0,4}nicht (?:erreichbar|da)\b"
    r"|\b(?:suis|serai|serons|sommes) (?:\w+ )?(?:absente?s?|en congés?|en vacances|en déplacement)"
    r"|\bactuellement absente?|\bhors du bureau\b|\ben mon absence\b"
    r"|\bafwezig|\bniet (?:aanwezig|op kantoor)|\bop vakantie\b|\bmet verlof\b|\bbuiten kantoor\b"
    # Spanish, Portuguese, Italian, Romanian
    r"|\bfuera de la oficina\b|\bde vacaciones\b|\b(?:estoy|estaré) ausente|\bmi ausencia\b"
    r"|\bfora do escritório\b|\bde férias\b|\b(?:estou|estarei) ausente|\bminha ausência\b"
    r"|\bfuori (?:ufficio|sede)\b|\bin ferie\b|\b(?:sono|sarò) assente|\bmia assenza\b"
    r"|\bîn concediu\b|\bnu sunt la birou\b"
    # Scandinavian, Finnish
    r"|\binte på kontoret\b|\bpå semester\b|\bär (?:ledig|borta|bortrest)\b|\bföräldraledig"
    r"|\bikke på kontoret\b|\bpå ferie\b|\b(?:mit|mitt) fravær\b|\bholder ferie\b|\bpå lomalla\b"
    r"|\blomalla\b|\bpoissa\b"
    # Polish, Czech, Hungarian, Greek, Turkish
    r"|\bpoza biurem\b|\bna urlopie\b|\bnieobecn|\bmimo kancelář|\bna dovolené\b|\bnepřítom"
    r"|\bszabadságon\b|\bnem vagyok az irodában\b|\bházon kívül\b"
    r"|εκτός γραφείου|σε άδεια|απουσιάζω|\bofis dışında|\bizindeyim\b|\byıllık izin"
    # Russian, Ukrainian
    r"|\bв отпуске\b|\bотсутству|\bнет на (?:рабочем )?месте\b|\bу відпустці\b|\bвідсутн"
    # Japanese, Chinese, Korean, Hebrew, Arabic
    r"|不在|休暇|休業|出張中|不在办公室|不在辦公室|休假|出差|부재|휴가|출장|מחוץ למשרד|בחופשה"
    r"|خارج المكتب|في إجازة",
    re.IGNORECASE,
)


def announces_itself(subject: str) -> bool:
    """The subject begins as those of automatic replies do; people write such subjects, too."""
    return bool(BEGINS.match(_plain(subject)))


def speaks_of_absence(text: str) -> bool:
    return bool(ABSENT.search(_plain(text)))


def _plain(text: str) -> str:
    """One spelling of each letter, straight apostrophes, lines joined."""
    return " ".join(unicodedata.normalize("NFC", text).replace("’", "'").split())
