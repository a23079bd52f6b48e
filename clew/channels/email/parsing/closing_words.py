"""What mail programs and lawyers put at the end of a mail, in the languages they speak."""
# ruff: noqa: RUF001  letters of other languages look like ours

# "Sent from my phone", from the beginning of its line.
SENT_FROM = (
    r"sent from (?:my|outlook|mail|yahoo|aol|proton|samsung|huawei|xiaomi|a mobile|the )",
    r"sent (?:via|with|using) (?:proton|the |my|samsung|outlook|\w+ mail)", r"get outlook for",
    r"get bluemail", r"von (?:meinem|unterwegs).{0,60}(?:gesendet|gesandt)",
    r"gesendet (?:von|mit|über|aus) ", r"diese nachricht wurde von meinem .{0,60}gesendet",
    r"(?:holen sie sich|laden sie) outlook für", r"outlook für (?:ios|android)",
    r"envoyé (?:de|depuis|à partir de|avec) ", r"(?:télécharger|obtenir|obtenez) outlook pour",
    r"provenance\s*: courrier pour", r"enviado (?:desde|con|do|da|a partir|via) ",
    r"(?:obtener|obtén|obter o|baixar o) outlook para", r"inviato (?:da|dal|con) ",
    r"(?:ottieni|scarica) outlook per", r"(?:verstuurd|verzonden) (?:vanaf|met|via) ",
    r"outlook voor (?:ios|android)", r"download outlook voor", r"(?:skickat|skickades) från ",
    r"(?:hämta|skaffa) outlook för", r"sendt (?:fra|med) ",
    r"(?:hent|få|skaff deg) outlook (?:for|til)",
    r"lähetetty ", r"hanki outlook", r"wysłan[eoy] (?:z|przez) ",
    r"pobierz (?:aplikację )?outlook",
    r"odesláno (?:z|ze|přes) ", r"získat outlook", r"отправлено (?:с|из|через) ",
    r"(?:скачать|получить) outlook", r"надіслано (?:з|із|через) ", r"відправлено (?:з|із) ",
    r"(?:στάλθηκε|εστάλη) από ", r".{0,40}(?:umdan|imden|ımdan|ümden|dan|den) gönderildi",
    r"outlook for \w+ (?:edinin|uygulamasını)", r"נשלח מ", r"(?:أُرسلت|أرسلت|تم الإرسال) من",
    r".{0,30}から送信", r"outlook for .{0,20}を入手", r"发自我的", r"發自我的", r"发送自",
    r"傳送自",
    r"從我的.{0,20}傳送", r"获取 ?outlook", r"取得 ?outlook", r"나의 .{0,20}에서 보냄",
    r".{0,20}에서 보낸 메일", r".{0,20}에서 보냄", r"outlook for .{0,20}받기",
)  # fmt: skip

DEVICES = (
    "phone", "ipad", "android", "outlook", "mail", "galaxy", "samsung", "huawei", "xiaomi", "pixel",
    "windows", "mobil", "handy", "unterwegs", "móvil", "movil", "celular", "cellulare", "telefon",
    "téléphone", "teléfono", "puhelime", "tablet", "телефон", "смартфон", "мобил", "мобіл",
    "κινητό",
    "手机", "手機", "スマホ", "휴대폰", "gmx", "app", "bluemail",
)  # fmt: skip
# What lawyers never say of themselves.
FIRST_PERSON = (
    "my", "we need", "ich", "mein", "meine", "je", "mon", "yo", "mi", "eu", "meu", "io", "mio",
    "ik", "mijn", "jag", "jeg", "minun", "mój", "я", "мой", "мы", "私", "我的", "저는",
)  # fmt: skip

# A paragraph for lawyers has a word of each.
SECRET = (
    "confidential", "privileged", "vertraulich", "confidentiel", "confidencial", "riservat",
    "confidenzial", "vertrouwelijk", "konfidentiell", "fortrolig", "luottamuksel", "poufn",
    "důvěrn", "конфиденциальн", "конфіденційн", "εμπιστευτικ", "gizli", "סודי", "חסוי", "سري",
    "機密", "机密", "保密", "기밀",
)  # fmt: skip
ASTRAY = (
    "recipient", "addressee", "in error", "empfänger", "irrtümlich", "adressat", "destinataire",
    "destinatario", "destinatário", "erreur", "error", "erro ", "errore", "destinatari",
    "geadresseerde", "ontvanger", "mottagare", "mottaker", "modtager", "vastaanottaja", "adresat",
    "příjemc", "получател", "адресат", "одержувач", "αποδέκτη", "παραλήπτη", "alıcı", "נמען",
    "המיועד", "المستلم", "المرسل إليه", "受信", "宛先", "收件人", "接收", "수신",
)  # fmt: skip
NOTICES = (
    "consider the environment before printing", "please think before you print",
    "denken sie an die umwelt", "pensez à l'environnement", "antes de imprimir",
    "scanned for viruses", "auf viren geprüft", "virus-free", "virenfrei", "sans virus",
)  # fmt: skip
# Lines that the law asks companies for; two of them make a block.
COMPANY = (
    "geschäftsführer", "amtsgericht", "registergericht", "sitz der gesellschaft", "hrb ",
    "ust-id", "vorstand:", "aufsichtsrat", "registered in england", "company number",
    "registered office", "vat no", "vat reg", "siret", "rcs ", "capital social", "kvk", "btw ",
    "p.iva", "partita iva", "cif ", "org.nr", "orgnr",
)  # fmt: skip
# What the reader's own organisation puts on top of mail from outside.
BANNERS = (
    "caution: this email originated", "caution: external", "this email originated from outside",
    "this message originated from outside", "[external]", "[extern]", "external email:",
    "caution: this message", "you don't often get email from", "achtung: diese e-mail",
    "diese e-mail kommt von außerhalb", "attention : ce courriel", "attention: externe",
)  # fmt: skip
