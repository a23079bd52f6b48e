"""What of a mail's parts is shown, and what is attached. Every part is one or the other."""

from clew.channels.email.parsing import reports
from clew.channels.email.parsing.attached import Attached
from clew.channels.email.parsing.charsets import decode
from clew.channels.email.parsing.header_lines import split, start_of_header
from clew.channels.email.parsing.header_words import text_of
from clew.channels.email.parsing.invitations import description_of, in_words
from clew.channels.email.parsing.repetition import without_repetition
from clew.channels.email.parsing.sealed_parts import (
    OPENPGP,
    SMIME,
    encrypted_words,
    is_enveloped,
    signed_content,
)
from clew.channels.email.parsing.shown_text import NOTHING, Shown, shown_of, together
from clew.channels.email.parsing.structure import Part, Reading
from clew.channels.email.parsing.tnef import unwrapped

TEXTS = {
    "text/plain",
    "text/html",
    "text/enriched",
    "text/richtext",
    "text/markdown",
    "text/x-markdown",
}
# Other ways to say the same, for programs that show nothing of ours.
RENDERINGS = {"text/x-amp-html", "text/watch-html"}
CALENDARS = {"text/calendar", "application/ics", "text/x-vcalendar"}
TNEFS = {"application/ms-tnef", "application/vnd.ms-tnef", "application/x-tnef"}
CMS = {"application/pkcs7-mime", "application/x-pkcs7-mime"}
MAILS = {"message/rfc822", "message/global"}
MAX_SEALS = 3  # signed inside signed inside …


class Contents:
    def __init__(self, problems: list[str], hint: str) -> None:
        self.problems = problems
        self.hint = hint
        self.attached = Attached()
        self.invitation = ""
        self.report = reports.Report()
        self._fallback: list[Shown] = []  # shown only when nothing else is
        self._seals = 0

    def of(self, root: Part) -> Shown:
        shown = together(self._shown(root, is_root=True))
        if not (shown.text.strip() or shown.html) and self._fallback:
            return together(self._fallback)
        return shown

    def _shown(self, part: Part, *, is_root: bool = False) -> list[Shown]:
        if not part.is_multipart:
            return self._leaf(part, is_root=is_root)
        if not part.parts and part.body.strip():  # nested too deeply
            self.attached.part(part, "application/octet-stream", "nested-parts.mime")
        if part.type == "multipart/alternative":
            return [self._best(part)]
        if part.type == "multipart/encrypted":
            self.attached.leaves(part)
            return [Shown(encrypted_words(OPENPGP))]
        if part.type == "multipart/related":
            return self._related(part)
        shown = [each for child in part.parts for each in self._shown(child)]
        return without_repetition(shown) if part.type == "multipart/mixed" else shown

    def _best(self, part: Part) -> Shown:
        """Whatever the order: the HTML there is, and the plain text there is."""
        plain, marked = NOTHING, NOTHING
        for child in part.parts:
            shown = together(self._shown(child))
            if shown.html:
                marked = shown
            elif shown.text.strip():
                plain = together([plain, shown]) if plain.text.strip() else shown
        if not marked.html:
            return plain
        return Shown(plain.text or marked.text, marked.html, marked.remote_images)

    def _related(self, part: Part) -> list[Shown]:
        """The first part, or the one that ``start`` names, is shown; the others belong to it."""
        start = part.parameters.get("start", "").strip("<>")
        root = next((each for each in part.parts if start and each.cid == start), None)
        root = root or next(iter(part.parts), None)
        shown = self._shown(root) if root else []
        for child in part.parts:
            if child is root:
                continue
            if child.is_multipart or (child.type in TEXTS and not child.cid and not child.filename):
                shown += self._shown(child)
            else:
                self._leaf(child, is_text=False)
        return shown

    def _leaf(self, part: Part, *, is_root: bool = False, is_text: bool = True) -> list[Shown]:
        kind = part.type
        if kind in RENDERINGS:
            return []
        if is_text and self._is_shown(part, is_root=is_root):
            shown, files = shown_of(part, self.hint)
            for file in files:
                self.attached.file(file)
            return [shown]
        return self._special(part)

    def _special(self, part: Part) -> list[Shown]:
        kind = part.type
        if kind in CALENDARS:
            return self._calendar(part)
        if kind in TNEFS or part.filename.lower() == "winmail.dat":
            return self._tnef(part)
        if kind in CMS:
            return self._sealed(part)
        if kind in MAILS or kind in reports.PARTS:
            return self._mail_or_report(part)
        self.attached.part(part)
        return []

    def _is_shown(self, part: Part, *, is_root: bool) -> bool:
        if part.type not in TEXTS:
            return False
        if part.disposition == "attachment":
            return is_root and not part.filename
        return is_root or not part.filename

    def _calendar(self, part: Part) -> list[Shown]:
        text = decode(part.content, part.parameters.get("charset", "") or "utf-8", None, self.hint)
        words = in_words(text)
        if words and not self.invitation:
            self.invitation = words
            description = description_of(text).strip()
            self._fallback.append(Shown(f"{words}\n\n{description}".strip()))
        self.attached.calendar(part)
        return []

    def _tnef(self, part: Part) -> list[Shown]:
        found = unwrapped(part.content)
        if found is None:
            self.problems.append("winmail.dat could not be opened; it is attached as it is.")
            self.attached.part(part, name="winmail.dat")
            return []
        for file in found.files:
            self.attached.file(file)
        if found.text.strip() or found.html.strip():
            html = Part([("Content-Type", b"text/html; charset=utf-8")], b"", 0, 0, self.problems)
            html.content = found.html.encode("utf-8", "replace")
            shown = shown_of(html, "")[0] if found.html.strip() else NOTHING
            self._fallback.append(Shown(found.text or shown.text, shown.html, shown.remote_images))
        elif not found.files:  # nothing was found in it
            self.attached.part(part, name="winmail.dat")
        return []

    def _sealed(self, part: Part) -> list[Shown]:
        """S/MIME: signed content is read; encrypted is not."""
        is_encrypted = "enveloped" in part.parameters.get("smime-type", "") or is_enveloped(
            part.content
        )
        inner = b"" if is_encrypted or self._seals >= MAX_SEALS else signed_content(part.content)
        self.attached.part(part, name="smime.p7m")
        if not inner:
            return [Shown(encrypted_words(SMIME))]
        self._seals += 1
        return self._shown(Reading(self.problems).mail(inner), is_root=True)

    def _mail_or_report(self, part: Part) -> list[Shown]:
        if part.type in MAILS:
            fields = split(part.content, start_of_header(part.content), len(part.content), [])[0]
            subject = next((value for name, value in fields if name.lower() == "subject"), b"")
            self.attached.part(part, name=f"{text_of(subject, self.hint) or 'Message'}.eml")
        if not self.report.take(part) and part.type not in MAILS:
            self.attached.part(part)
        return []
