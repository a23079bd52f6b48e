"""What mail programs write around a quote, in the languages they speak."""
# ruff: noqa: RUF001  letters of other languages look like ours

# "On … wrote:": the verb, as it stands in the line that introduces a quote.
WROTE = (
    "wrote", "writes", "schrieb", "schrieben", "a écrit", "a ecrit", "écrivait", "escribió",
    "escribio", "ha escrito", "va escriure", "escreveu", "ha scritto", "schreef", "geschreven",
    "skrev", "kirjoitti", "napisał", "napisala", "napisał(a)", "pisze", "napsal", "napsala",
    "napsal(a)", "написал", "написала", "написал(а)", "пишет", "писал", "написав", "написала",
    "пише", "έγραψε", "yazdı", "şunu yazdı", "כתב", "כתבה", "كتب", "كتبت", "のメール",
    "さんは書きました", "wrote：", "写道", "寫道", "作成", "작성", "님이 작성", "썼습니다",
    "a scris", "írta", "ezt írta", "je napisao", "napísal", "napisal", "viết", "menulis",
)  # fmt: skip
# The first words of such a line, where nothing else tells that it is one.
OPENINGS = (
    "On ", "Am ", "Le ", "El ", "Em ", "Il ", "Op ", "Den ", "På ", "Dne ", "W dniu ", "Στις ",
    "Il giorno ", "A ", "Dnia ", "Pe ", "Vào ", "Pada ", "Quoting ", "Zitat von ", "בתאריך", "ב-",
    "في ", "pon.", "wt.", "śr.", "czw.", "pt.", "sob.", "niedz.", "пн", "вт", "ср", "чт",
    "пт", "сб", "вс", "нд", "ma ", "ti ", "ke ", "to ", "pe ", "la ", "su ", "Em ter", "ons",
)  # fmt: skip

# Labels of the block of headers above a quote.
FROM = (
    "from", "von", "de", "da", "van", "från", "fra", "lähettäjä", "od", "nadawca", "odesílatel",
    "от", "від", "от кого", "від кого", "από", "kimden", "gönderen", "מאת", "من", "差出人",
    "送信者",
    "发件人", "寄件者", "寄件人", "보낸 사람", "보낸사람", "feladó", "de la", "发信人",
)  # fmt: skip
SENT = (
    "sent", "date", "gesendet", "gesendet am", "datum", "envoyé", "envoyé le", "date d'envoi",
    "enviado", "enviado el", "enviada em", "enviado em", "enviada", "fecha", "data", "inviato",
    "data invio", "verzonden", "skickat", "skickat den", "sendt", "dato", "lähetetty",
    "päivämäärä", "pvm", "wysłano", "wysłane", "data wysłania", "odesláno", "отправлено", "дата",
    "надіслано", "στάλθηκε", "ημερομηνία", "gönderildi", "gönderilme tarihi", "tarih", "נשלח",
    "תאריך", "תאריך שליחה", "أرسل", "تم الإرسال", "التاريخ", "تاريخ الإرسال", "送信日時", "日時",
    "日付", "发送时间", "发送日期", "日期", "寄件日期", "傳送日期", "날짜", "보낸 날짜", "보낸날짜",
    "küldve", "trimis",
)  # fmt: skip
TO = (
    "to", "an", "à", "a", "para", "aan", "till", "til", "vastaanottaja", "do", "odbiorca", "komu",
    "кому", "προς", "kime", "alıcı", "אל", "إلى", "宛先", "收件人", "收件者", "받는 사람",
    "받는사람", "címzett", "către", "destinataire", "empfänger",
)  # fmt: skip
COPY = (
    "cc", "kopie", "kopia", "kopi", "copie", "copia", "cópia", "kopio", "dw", "копия", "копія",
    "κοιν", "bilgi", "עותק", "نسخة", "抄送", "副本", "참조", "bcc", "reply-to", "antwort an",
    "organization", "importance", "wichtigkeit", "priorität", "priority",
)  # fmt: skip
SUBJECT = (
    "subject", "betreff", "objet", "sujet", "asunto", "assunto", "oggetto", "onderwerp", "ämne",
    "emne", "aihe", "temat", "předmět", "тема", "θέμα", "konu", "נושא", "الموضوع", "件名", "主题",
    "主旨", "제목", "tárgy", "subiect", "re", "标题",
)  # fmt: skip

# Between rules: "-----Original Message-----".
ORIGINAL = (
    "original message", "ursprüngliche nachricht", "originalnachricht", "original-nachricht",
    "original appointment", "message d'origine", "message original", "mensaje original",
    "mensagem original", "messaggio originale", "messaggio originario", "oorspronkelijk bericht",
    "origineel bericht", "oorspronkelijke bericht", "ursprungligt meddelande",
    "originalmeddelande", "original meddelelse", "oprindelig meddelelse", "opprinnelig melding",
    "alkuperäinen viesti", "wiadomość oryginalna", "oryginalna wiadomość", "původní zpráva",
    "исходное сообщение", "исходное письмо", "оригинальное сообщение", "оригінальне повідомлення",
    "вихідне повідомлення", "αρχικό μήνυμα", "orijinal mesaj", "özgün ileti", "הודעה מקורית",
    "الرسالة الأصلية", "元のメッセージ", "原始邮件", "原始郵件", "原邮件", "원본 메일",
    "원본 메시지",
    "original mail", "reply message", "urspr. nachricht", "gesendete nachricht",
)  # fmt: skip
FORWARDED = (
    "forwarded message", "forwarded mail", "begin forwarded message", "weitergeleitete nachricht",
    "anfang der weitergeleiteten nachricht", "anfang der weitergeleiteten e-mail",
    "weitergeleitete e-mail", "message transféré", "message transmis", "courriel transféré",
    "début du message réexpédié", "début du message transféré", "mensaje reenviado",
    "inicio del mensaje reenviado", "mensagem encaminhada", "mensagem reencaminhada",
    "início da mensagem encaminhada", "messaggio inoltrato", "inizio messaggio inoltrato",
    "doorgestuurd bericht", "begin doorgestuurd bericht", "vidarebefordrat meddelande",
    "vidarebefordrat brev", "videresendt meddelelse", "videresendt besked", "videresendt melding",
    "videresendt e-post", "välitetty viesti", "edelleen lähetetty viesti",
    "przekazana wiadomość", "wiadomość przekazana", "początek przekazywanej wiadomości",
    "přeposlaná zpráva", "пересылаемое сообщение", "пересланное сообщение", "пересланное письмо",
    "начало переадресованного сообщения", "переслане повідомлення", "пересланий лист",
    "προωθημένο μήνυμα", "iletilen mesaj", "iletilen ileti", "yönlendirilen ileti",
    "הודעה שהועברה", "رسالة معاد توجيهها", "الرسالة المعاد توجيهها", "転送メッセージ",
    "転送されたメッセージ", "转发的邮件", "转发邮件", "轉寄的郵件", "轉寄郵件", "전달된 메일",
    "전달된 메시지", "továbbított üzenet", "mesaj redirecționat",
)  # fmt: skip
# Subjects of mail that somebody passes on.
PASSED_ON = (
    "fwd", "fw", "wg", "tr", "rv", "enc", "i", "doorst", "vb", "vs", "pd", "fs", "ilt", "ynt-ilt",
    "пересл", "πρθ", "转发", "轉寄", "转寄", "전달", "továbbítás", "redirecționat", "הועבר",
)  # fmt: skip
# The answers stand inside the quote, says the writer.
BELOW = (
    "inline", "in-line", "see below", "answers below", "comments below", "answered below",
    "my replies below", "in red", "in blue", "siehe unten", "s.u.", "im text", "in rot",
    "antworten unten", "weiter unten", "en rouge", "voir ci-dessous", "dans le texte",
    "en rojo", "más abajo", "em vermelho", "abaixo", "in rosso", "di seguito", "hieronder",
    "in het rood", "zie onder", "nedan", "se under", "poniżej", "ниже", "нижче", "aşağıda",
    "以下に", "见下", "如下", "아래",
)  # fmt: skip
