"""Mail as customers send it: short and long, in threads, with files. The same every time."""

import random
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

TEXT = """
the export stops after page two and says nothing more while our report is due tomorrow could you
look at it please we changed our plan last week and the invoice shows the old price when I open the
kiln list on my phone the temperature is missing since the update thank you for your help with the
webhook it arrives twice now and our lake system counts both
"""
WORDS = tuple(TEXT.split())
CLIENTS = ("Otterly Mail 12.1", "Harbor/5.3", "PaperPlane 2026.4", "webmail.heron.example")
BEGAN = datetime(2026, 11, 1, 8, tzinfo=UTC)
PEOPLE = 700


class Letters:
    """70 % short, 20 % answers in threads, 10 % with files."""

    def __init__(self, seed: int = 7) -> None:
        self.random = random.Random(seed)
        self.earlier: list[tuple[str, str, int]] = []  # Message-ID, subject, who
        self.count = 0

    def some(self, count: int) -> list[bytes]:
        return [self.next() for _ in range(count)]

    def next(self) -> bytes:
        kind = self.random.random()
        self.count += 1
        if kind < 0.2 and len(self.earlier) > 20:
            return self.answer().as_bytes()
        mail = self.fresh()
        if kind > 0.9:
            self.attach(mail)
        return mail.as_bytes()

    def fresh(self) -> EmailMessage:
        who = self.random.randrange(PEOPLE)
        mail = self.begun(who, f"{self.sentence(5).capitalize()} ({self.count})")
        paragraphs = [self.sentence(25) for _ in range(self.random.randint(1, 4))]
        self.say(mail, paragraphs, "")
        self.earlier = [*self.earlier[-400:], (mail["Message-ID"], mail["Subject"], who)]
        return mail

    def answer(self) -> EmailMessage:
        """To a mail of their own, with its words below."""
        at, subject, who = self.random.choice(self.earlier)
        mail = self.begun(who, f"Re: {subject}")
        mail["In-Reply-To"], mail["References"] = at, at
        quoted = "\n".join(f"> {self.sentence(12)}" for _ in range(self.random.randint(3, 25)))
        self.say(
            mail, [self.sentence(20)], f"On Mon, 2 Nov 2026 at 09:14, Support wrote:\n{quoted}"
        )
        return mail

    def begun(self, who: int, subject: str) -> EmailMessage:
        mail = EmailMessage()
        mail["Received"] = (
            "from mx.heron.example by imap.kiln.example; Mon, 2 Nov 2026 09:00:00 +0000"
        )
        mail["From"] = f"Person {who} <person{who}@heron{who % 40}.example>"
        mail["To"], mail["Subject"] = "Help <help@kiln.example>", subject
        mail["Date"] = format_datetime(BEGAN + timedelta(minutes=self.count))
        mail["Message-ID"] = make_msgid(f"{self.count}", domain=f"heron{who % 40}.example")
        mail["X-Mailer"] = self.random.choice(CLIENTS)
        return mail

    def say(self, mail: EmailMessage, paragraphs: list[str], quoted: str) -> None:
        signature = "-- \nPerson, Heron and daughters\n+00 555 0100"
        mail.set_content("\n\n".join([*paragraphs, signature, quoted]))
        if self.random.random() < 0.7:
            whole = "".join(f"<p style='margin:0'>{each}</p>" for each in paragraphs)
            below = f"<blockquote>{quoted}</blockquote>" if quoted else ""
            head = "<head><style>p { color: #222 }</style></head>"
            mail.add_alternative(f"<html>{head}<body>{whole}{below}</body></html>", subtype="html")

    def attach(self, mail: EmailMessage) -> None:
        for number in range(self.random.randint(1, 3)):
            data = self.random.randbytes(self.random.randint(20_000, 400_000))
            mail.add_attachment(
                data, maintype="image", subtype="png", filename=f"screen {number}.png"
            )

    def sentence(self, words: int) -> str:
        return " ".join(self.random.choices(WORDS, k=words))
