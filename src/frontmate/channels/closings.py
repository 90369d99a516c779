"""What stands below a person's words: the telephone's line, a disclaimer, a signature.

Conservative: a signature that stays is harmless, a wrong cut loses the customer's question. So
nothing that asks, reads as a sentence or names an order is ever taken for a signature.
"""

import re

_DEVICE = (
    r"(?:(?:iphone|ipad|ipod|android|galaxy|samsung|huawei|xiaomi|pixel|blackberry|smartphone"
    r"|handy|mobile|mobiltelefon|telefon|tel[ée]phone|tel[ée]fono|móvil|celular|telemóvel"
    r"|windows|mail|outlook|yahoo|gmx|web\.de|proton|aol|gmail)\b[^?!]{0,40})"
)
_SENT_FROM = re.compile(
    rf"""
    (?: sent\ with\ \[?proton\ ?mail\]?(?:\(https?://\S{{1,100}}\))?\ secure\ email\.?
      | sent\ (?:from|via|with|using)\ (?:my\ |a\ |the\ )?{_DEVICE}
      | (?:get|download)\ outlook\ for\ [\w\ ]{{1,20}}
      | von\ meine[mr](?:/meiner)?\ .{{1,30}}\ (?:aus\ )?gesendet
      | (?:diese\ (?:nachricht|e-?mail)\ wurde\ )?(?:mit|von)\ [^?]{{0,40}}{_DEVICE}\ gesendet\.?
      | gesendet\ (?:von|mit|über)\ [^?]{{0,20}}{_DEVICE}
      | outlook\ für\ \w{{1,12}}\ (?:beziehen|herunterladen|abrufen)
      | envoy[ée]e?\ (?:de(?:puis)?|à\ partir\ de)\ (?:mon\ |ma\ )?{_DEVICE}
      | (?:obtenez|obtenir|téléchargez|télécharger)\ outlook\ pour\ [\w\ ]{{1,20}}
      | enviado\ (?:desde|do|de|a\ partir\ do|pelo)\ (?:mi\ |meu\ |o\ |el\ )?{_DEVICE}
      | (?:obtener|obtén|descargar|obter|obtenha|baixe)\ (?:o\ )?outlook\ para\ [\w\ ]{{1,20}}
      | inviato\ da(?:l(?:la)?)?\ ?(?:mi[oa]\ )?{_DEVICE}
      | (?:scarica|ottieni)\ outlook\ per\ [\w\ ]{{1,20}}
      | (?:verstuurd|verzonden)\ (?:vanaf|met|via|van)\ (?:mijn\ )?{_DEVICE}
      | (?:download\ )?outlook\ voor\ \w{{1,12}}(?:\ (?:downloaden|ophalen))?
      | .{{0,12}}(?:iphone|ipad|android|スマートフォン|携帯)(?:端末)?\ ?から送信(?:しました)?。?
      | outlook\ for\ \w{{1,12}}\ ?を(?:入手|取得)(?:する)?
      | (?:发自|發自|从|從|由)(?:我的)?\ ?{_DEVICE}(?:发送|傳送|發送)?
      | (?:获取|取得|下载|下載)\ ?outlook\ for\ \w{{1,12}}
      | (?:أ?ُ?رسلت|أُ?رسلت|أُ?رسل|مرسلة?|تم\ الإرسال)\ من\ .{{1,30}}
      | (?:احصل|الحصول)\ على\ outlook\ .{{1,20}}
    )
    (?:\s*[<(]?https?://\S{{1,100}})?
    """,
    re.IGNORECASE | re.VERBOSE,
)

_DISCLAIMING = re.compile(
    r"\W{0,4}(?:(?:confidentiality|privacy|legal) notice|disclaimer|haftungsausschluss"
    r"|th(?:is|e)(?: \w+){0,3} (?:e-?mail|message|communication)"
    r"|the (?:information|contents?)|les informations|la información"
    r"|as informações|diese (?:e-?mail|nachricht)|der inhalt dieser|ce (?:message"
    r"|courriel|mail)|cet e-?mail|este (?:correo|mensaje|e-?mail)|est[ae] mensagem|quest[ao]"
    r" (?:e-?mail|messaggio|comunicazione)|il presente messaggio|le informazioni|dit bericht"
    r"|deze e-?mail|de informatie|このメール|本メール|本邮件|此邮件|本郵件|本電子郵件"
    r"|هذه الرسالة|هذا البريد|aviso (?:legal|de confidencialidad(?:e)?))",
    re.IGNORECASE,
)
_SECRET = re.compile(
    r"confiden[tc]i|intended (?:solely|only|for)|privileged|vertraulich|rechtlich geschützt"
    r"|riservat|vertrouwelijk|機密|机密|保密|سري",
    re.IGNORECASE,
)
_MISSENT = re.compile(
    r"in error|by mistake|intended recipient|notify|irrtümlich|richtige (?:adressat|empfänger)"
    r"|vernichten|par erreur|destinataire|por error|destinat[aá]ri[oa]|por (?:engano|erro)"
    r"|per errore|ten onrechte|beoogde ontvanger|niet .{0,30}bestemd|geadresseerde"
    r"|誤っ|误收|誤收|收件人|بالخطأ|خطأ",
    re.IGNORECASE,
)

_OF_A_FORM = re.compile(
    r"(?:this|diese|cet|est[ae]|quest[ao]|deze|dit) (?:e-?mail|message|nachricht|mensa\w+|correo"
    r"|messaggio|bericht)\b.{0,60}(?:contact form|kontaktformular|formul[aá]\w+ de conta"
    r"|modulo di contatto|contactformulier)",
    re.IGNORECASE,
)

_FORMULA = re.compile(
    r"""
    (?: (?:with\ )?(?:best|kind|kindest|warm|warmest|many)\ (?:regards|wishes) | regards | sincerely
      | yours\ (?:sincerely|faithfully|truly) | sincerely\ yours | cheers | all\ the\ best
      | mit\ (?:freundlichen|besten|lieben|herzlichen)\ gr(?:ü|ue)(?:ß|ss)en
      | (?:freundliche|viele|beste|liebe|schöne|herzliche)\ gr(?:ü|ue)(?:ß|ss)e
      | mfg | hochachtungsvoll | (?:bien\ )?cordialement | bien\ à\ vous
      | (?:sincères|meilleures|cordiales)\ salutations | un\ (?:cordial\ )?saludo
      | (?:saludos|atentamente|cordialmente)(?:\ cordiales)? | atenciosamente
      | (?:com\ os\ melhores\ |melhores\ )?cumprimentos | (?:um\ )?abraço | att
      | (?:cordiali|distinti|cari)\ saluti | cordialmente | met\ vriendelijke\ groet(?:en)?
      | vriendelijke\ groet(?:en)? | hartelijke\ groet(?:en)? | mvg
      | (?:以上、?)?(?:どうぞ)?(?:宜しく|よろしく)お願い(?:いた|致)?し(?:ます|申し上げます) | 敬具
      | 祝好 | 此致 | 敬礼 | 敬禮 | 顺祝商祺 | 順頌商祺 | 谨启 | 敬上
      | (?:و?لكم\ )?مع\ (?:أطيب|خالص|أجمل)\ (?:ال)?(?:تحيات|تحيات[يى]|تحية) | مع\ التحية
      | (?:أطيب|خالص)\ التحيات | تحيات[يى] | (?:و?تفضلوا\ بقبول\ )?فائق\ الاحترام(?:\ والتقدير)? )
    \s?[,.!،。！，]{0,2}
    """,
    re.IGNORECASE | re.VERBOSE,
)
_REACHED_AT = re.compile(
    r"(?:tel|t|m|f|p|phone|telefon|tél|téléphone|teléfono|telefone|telefono|mobile?|mobil|fax|cell"
    r"|móvil|handy|direct|e-?mail|mail|web|www)?\s?[.:]{0,2}\s?:?\s?"
    r"(?:\+[\d\s()/.-]{6,25}|https?://\S+|www\.\S+|[^\s@|]+@[^\s@|]+)",
    re.IGNORECASE,
)
_PART = re.compile(r"\s[|·•/]\s")
_REFERENCE = re.compile(
    r"(?:order|invoice|customer|account|ticket|serial|bestell|rechnung|kunden|auftrag|commande"
    r"|factur|client|pedido|fatura|encomenda|ordin|fattura|klant|注文|订单|訂單|طلب|#).*\d",
    re.IGNORECASE,
)
_ASKING = re.compile(
    r"\b(?:please|refund|cancel|bitte|storn|kündig|s'il vous|rembours|annul|por favor|reembols"
    r"|per favore|rimbors|alstublieft|graag|terugbetal)",
    re.IGNORECASE,
)
# Han, kana, Hangul and Arabic have no capitals: what may be a name is told by what it is not.
_UNCASED = re.compile(r"[\u3400-\u9fff\u30a0-\u30ff\uac00-\ud7af々]{2,12}|[\u0621-\u064a]{2,12}")
_ORDERING = re.compile(
    r"[请請我你您要不退换換取消能吗嗎怎什么麼了的是没沒谢謝快催返希願至急直送求中止立赶趕马馬投诉訴转轉发發寄"
    r"补補修查回尽盡谁誰哪赔賠骗騙]|有(?!限)|人工|[处處]理|[联聯][系络絡]"
    r"|連絡|対応|交換|解約|確認|注文|キャンセル|クレーム"
    r"|[أا]ريد|[أا]رجو|ألغ|إلغاء|الغ|استر|استبد|طلب|فضلك|متى|أين|كيف|هل|لماذا|رقم|أحتاج|اتصل|[أا]عيد"
    r"|شكر|عاجل|[أا]رسل|بسرعة|شكوى|موظف|المال|نقود|\b(?:رد\w*|لا|لم|لن|ما|حل\w*|اليوم|غدا)\b"
)
_SMALL = re.compile(
    r"of|and|the|for|at|in|&|-|–|de|du|des|la|les?|et|der|die|das|von|und|für|im|am|d[aio]|dos"
    r"|del(?:la)?|[ey]|van|het|en",
    re.IGNORECASE,
)
_POSTSCRIPT = re.compile(r"p\.?\s?s\b|n\.?\s?b\b|nachtrag|ps:", re.IGNORECASE)
_SENTENCE = re.compile(r"\w{2,}[.!。！]\W{0,2}$")
_LONGEST_SIGNATURE = 12


def is_sent_from(line: str) -> bool:
    """Whether it is what a mail program adds of itself ("Sent from my iPhone")."""
    return len(line) <= 200 and bool(_SENT_FROM.fullmatch(line.strip()))


def without_closing(text: str) -> str:
    """`text` without its closing parts; empty if it has no others."""
    lines = text.rstrip().split("\n")
    for _ in range(6):
        end = _closing_from(lines)
        if end is None:
            break
        lines = lines[:end]
        while lines and not lines[-1].strip():
            lines.pop()
    return "\n".join(lines)


def _closing_from(lines: list[str]) -> int | None:
    """The first line of the last closing part."""
    if not lines:
        return None
    if is_sent_from(lines[-1]) or lines[-1].strip() == "--":
        return len(lines) - 1
    start = _last_paragraph(lines)
    if start and _is_disclaimer(" ".join(lines[start:])):
        return start
    return _signature_from(lines)


def _last_paragraph(lines: list[str]) -> int:
    start = len(lines) - 1
    while start > 0 and lines[start - 1].strip() and len(lines) - start < 40:
        start -= 1
    return start


def _is_disclaimer(paragraph: str) -> bool:
    paragraph = paragraph.strip()[:5000]
    return (
        "?" not in paragraph
        and bool(_DISCLAIMING.match(paragraph))
        and bool(_SECRET.search(paragraph))
        and bool(_MISSENT.search(paragraph))
    )


def _signature_from(lines: list[str]) -> int | None:
    seen = 0
    for index in range(len(lines) - 1, -1, -1):
        line = lines[index].strip()
        if line == "--" and index:
            return index if _opens_signature(lines[index + 1 :]) else None
        if len(line) <= 60 and _FORMULA.fullmatch(line) and index:
            above = next((o for o in reversed(lines[:index]) if o.strip()), "")
            if above.rstrip().endswith((":", "：")):
                return None
            below = [each.strip() for each in lines[index + 1 :]]
            return index if all(_is_of_a_person(each) for each in below) else None
        seen += bool(line)
        if seen > _LONGEST_SIGNATURE or not _may_sign(line):
            return None
    return None


def _opens_signature(below: list[str]) -> bool:
    """People also set two dashes between two of their questions."""
    first = next((line.strip() for line in below if line.strip()), "")
    return _is_of_a_person(first) or bool(_OF_A_FORM.match(first))


def _may_sign(line: str) -> bool:
    """Whether a line can stand in any signature, however clearly that is set apart."""
    return len(line) <= 120 and not (
        re.search(r"[?？؟]", line)
        or _SENTENCE.search(line)
        or _POSTSCRIPT.match(line)
        or _REFERENCE.search(line)
        or _ASKING.search(line)
    )


def _is_of_a_person(line: str) -> bool:
    """A name, a title, a company, or where to reach somebody."""
    parts = [part.strip() for part in _PART.split(line)]
    return all(not part or bool(_REACHED_AT.fullmatch(part)) or _is_name(part) for part in parts)


def _is_name(part: str) -> bool:
    words = part.split()
    if _UNCASED.fullmatch(words[0]):
        few = len(words) <= 3 and all(_UNCASED.fullmatch(word) for word in words)
        return few and not _ORDERING.search(part)
    return len(words) <= 6 and all(
        bool(_SMALL.fullmatch(word)) or (word[0].isupper() and not any(map(str.isdigit, word)))
        for word in words
    )
