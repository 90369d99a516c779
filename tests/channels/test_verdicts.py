"""Who is answered (behaviour 2.2, 2.3, 9.3): auto-replies, bounces, lists, our own, public."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontmate.channels import Incoming, judge
from frontmate.conversation.message import Channel, Verdict
from tests.channels.build import incoming

AUTO_REPLIES = [
    "Automatic reply: Your ticket",
    "Automatic reply",
    "AUTOMATIC REPLY: Re: hello",
    "Auto: Re: hello",
    "AUTO: Ada Love is out of the office",
    "Auto-Reply: hello",
    "[Auto-Reply] hello",
    "Out of office",
    "Out of Office: Re: your question?",
    "Out of the office until 5 June",
    "Out of Office Re: hello",
    "Out of Office AutoReply: hello",
    "Out of office - Ada",
    "Abwesenheitsnotiz: Rechnung",
    "Abwesenheitsnotiz",
    "Automatische Antwort: Rechnung",
    "Réponse automatique : Facture",
    "Réponse automatique\u00a0: Facture",
    "Absence du bureau",
    "REPONSE AUTOMATIQUE: Facture",
    "Message d’absence : Facture",
    "Respuesta automática: Factura",
    "Fuera de la oficina: Factura",
    "Resposta automática: Fatura",
    "Fora do escritório",
    "Risposta automatica: Fattura",
    "Fuori ufficio",
    "Automatisch antwoord: Factuur",
    "Afwezigheidsbericht",
    "自動返信: 請求書",
    "【自動返信】お問い合わせ",
    "不在通知",
    "自动回复: 发票",
    "自动答复：发票",
    "自動回覆：發票",
    "رد تلقائي: فاتورة",
    "الرد التلقائي",
]


@pytest.mark.parametrize("subject", AUTO_REPLIES)
def test_an_auto_reply_is_known_by_its_subject(subject: str) -> None:
    assert judge(incoming(subject=subject)) is Verdict.AUTO_REPLY


CUSTOMERS = [
    "Out of office chairs",
    "Out of office chairs?",
    "Re: Automatic reply: hello",
    "How do I set an out of office reply?",
    "Automatic reply does not work",
    "On holiday - please hold my parcel until June",
    "Automatic reply - how do I set one up?",
    "Automobile insurance",
    "Auto",
    "Auto: Frage zum Kauf",
    "[Shop] Auto reply settings",
    "Abwesenheitsnotiz einrichten",
    "Réponse automatique ne marche pas",
    "Ausente del curso de ayer",
    "自动回复怎么设置",
    "自動返信の設定について",
    "Undeliverable parcel",
    "Delivery failed, where is my parcel?",
    "Fwd: Undelivered Mail Returned to Sender",
    "Returned parcel",
    "",
]


@pytest.mark.parametrize("subject", CUSTOMERS)
def test_a_customer_who_writes_about_such_things_is_a_customer(subject: str) -> None:
    assert judge(incoming(subject=subject)) is Verdict.CUSTOMER


BOUNCES = [
    "Undelivered Mail Returned to Sender",
    "Undeliverable: hello",
    "Mail delivery failed: returning message to sender",
    "Delivery Status Notification (Failure)",
    "failure notice",
    "Unzustellbar: Rechnung",
    "Non remis : Facture",
    "No se puede entregar: Factura",
    "Não é possível entregar: Fatura",
    "Non recapitabile: Fattura",
    "Onbestelbaar: Factuur",
    "配信不能通知",
    "无法送达: 发票",
    "تعذر التسليم: فاتورة",
]


@pytest.mark.parametrize("subject", BOUNCES)
def test_a_bounce_is_known_by_its_subject(subject: str) -> None:
    assert judge(incoming(subject=subject)) is Verdict.BOUNCE


SENDERS = [
    ("MAILER-DAEMON@mx.example.com", Verdict.BOUNCE),
    ("Mail Delivery <postmaster@example.com>", Verdict.BOUNCE),
    ("bounces+123@mail.example.com", Verdict.BOUNCE),
    ("no-reply@example.com", Verdict.AUTO_REPLY),
    ("NoReply@example.com", Verdict.AUTO_REPLY),
    ("donotreply@example.com", Verdict.AUTO_REPLY),
    ("do-not-reply@example.com", Verdict.AUTO_REPLY),
    ("calendar-noreply@example.com", Verdict.AUTO_REPLY),
    ("noreply+7@example.com", Verdict.AUTO_REPLY),
    ("newsletter@example.com", Verdict.LIST_MAIL),
    ("dev-announce@lists.example.com", Verdict.LIST_MAIL),
    ("users-bounces@example.com", Verdict.LIST_MAIL),
    ("noreplyson@example.com", Verdict.CUSTOMER),
    ("Nora Reply <nora.reply@example.com>", Verdict.CUSTOMER),
    ("listerine@example.com", Verdict.CUSTOMER),
    ("bouncer@example.com", Verdict.CUSTOMER),
    ("ada@example.com", Verdict.CUSTOMER),
]


@pytest.mark.parametrize(("sender", "expected"), SENDERS)
def test_a_machine_is_known_by_its_address(sender: str, expected: Verdict) -> None:
    assert judge(incoming(sender=sender)) is expected


OWN = [
    ("HELP@Example.com", ("help@example.com",), (), Verdict.OWN_ADDRESS),
    ("Bob <bob@example.com>", ("BOB@example.com",), (), Verdict.OWN_ADDRESS),
    ("help+vip@example.com", ("help@example.com",), (), Verdict.CUSTOMER),
    ("eve@example.com", ("help@example.com",), (), Verdict.CUSTOMER),
    ("eve@example.com", (), ("Example.com",), Verdict.OWN_ADDRESS),
    ("eve@mail.example.com", (), ("example.com",), Verdict.CUSTOMER),
    ("eve@notexample.com", (), ("example.com",), Verdict.CUSTOMER),
]


@pytest.mark.parametrize(("sender", "own", "domains", "expected"), OWN)
def test_our_own_addresses_are_left_alone_and_domains_only_by_setting(
    sender: str, own: tuple[str, ...], domains: tuple[str, ...], expected: Verdict
) -> None:
    assert judge(incoming(sender=sender, own=own, domains=domains)) is expected


def test_our_own_number_is_ours_on_sms() -> None:
    message = incoming(channel=Channel.SMS, sender="+14155550100", own=("+14155550100",))
    assert judge(message) is Verdict.OWN_ADDRESS


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("googleplay", Verdict.PUBLIC_CHANNEL),
        ("tweet", Verdict.PUBLIC_CHANNEL),
        ("internal", Verdict.OWN_ADDRESS),
        ("tweet_dm", Verdict.CUSTOMER),
        ("whatsapp", Verdict.CUSTOMER),
        ("something_new", Verdict.CUSTOMER),
    ],
)
def test_public_channels_are_left_alone(name: str, expected: Verdict) -> None:
    assert judge(incoming(channel=Channel.CHAT, channel_name=name)) is expected


@pytest.mark.parametrize("text", ["", " \n", "[image: a.png]", "[cid:b.png@01D]", "[REDACTED]"])
@pytest.mark.parametrize("attachments", [0, 2])
def test_a_message_without_words_is_unreadable(text: str, attachments: int) -> None:
    assert judge(incoming(text=text, attachments=attachments)) is Verdict.UNREADABLE


def test_one_emoji_is_readable() -> None:
    assert judge(incoming(text="👍", channel=Channel.CHAT)) is Verdict.CUSTOMER


NEWSLETTER = "View this email in your browser\n\nSpring sale!\n\nUnsubscribe: https://x.example/u"


def test_a_newsletter_is_known_by_two_signs() -> None:
    assert judge(incoming(text=NEWSLETTER)) is Verdict.LIST_MAIL


def test_one_sign_of_a_newsletter_is_not_enough() -> None:
    for text in ("Please unsubscribe me", "How do I open the form in my browser?"):
        assert judge(incoming(text=text)) is Verdict.CUSTOMER


def test_subjects_mean_nothing_outside_mail() -> None:
    message = incoming(channel=Channel.CHAT, subject="Automatic reply: x")
    assert judge(message) is Verdict.CUSTOMER


@given(
    st.builds(
        Incoming,
        st.sampled_from(Channel),
        st.text(max_size=20),
        st.text(max_size=60),
        st.text(max_size=200),
        st.text(max_size=200),
        st.integers(0, 3),
        st.frozensets(st.text(max_size=20), max_size=3),
        st.frozensets(st.text(max_size=20), max_size=3),
    )
)
def test_every_message_gets_a_verdict(message: Incoming) -> None:
    assert judge(message) in Verdict
