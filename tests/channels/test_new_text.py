"""Quoted history at the end is dropped; own words never are."""

import time
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontmate.channels import new_text, readable_text

QUOTE = "> Hi,\n> how can we help?"
ATTRIBUTIONS = [
    "On Mon, 5 May 2025 at 10:12, Support <help@example.com> wrote:",
    "On Mon, 5 May 2025 at 10:12, Support\n<help@example.com> wrote:",
    "Am Mo., 5. Mai 2025 um 10:12 Uhr schrieb Support <help@example.com>:",
    "Am 05.05.2025 um 10:12 schrieb Support:",
    "Le lun. 5 mai 2025 à 10:12, Support <help@example.com> a écrit :",
    "El lun, 5 may 2025 a las 10:12, Support (<help@example.com>) escribió:",
    "Em seg., 5 de mai. de 2025 às 10:12, Support <help@example.com> escreveu:",
    "Il giorno lun 5 mag 2025 alle ore 10:12 Support <help@example.com> ha scritto:",
    "Op ma 5 mei 2025 om 10:12 schreef Support <help@example.com>:",
    "2025年5月5日(月) 10:12 Support <help@example.com>のメール:",
    "Support <help@example.com> 于2025年5月5日周一 10:12写道：",
    "في الاثنين، 5 مايو 2025 في 10:12 كتب Support <help@example.com>:",
]


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
@pytest.mark.parametrize("history", [QUOTE, "Hi,\nhow can we help?"])
def test_history_under_its_attribution_is_dropped(attribution: str, history: str) -> None:
    assert new_text(f"It still fails.\n\nAda\n\n{attribution}\n\n{history}\n") == (
        "It still fails.\n\nAda"
    )


DIVIDERS = [
    "-----Original Message-----",
    "----- Ursprüngliche Nachricht -----",
    "-----Message d'origine-----",
    "-----Mensaje original-----",
    "-----Mensagem original-----",
    "-----Messaggio originale-----",
    "-----Oorspronkelijk bericht-----",
    "-----原始邮件-----",
    "________________________________\nFrom: Support\nSent: Monday\nTo: Ada\nSubject: Hi",
    "Von: Support <help@example.com>\nGesendet: Montag\nAn: Ada\nBetreff: Hallo",
    "De : Support\nEnvoyé : lundi\nÀ : Ada\nObjet : Bonjour",
    "De: Support\nEnviado el: lunes\nPara: Ada\nAsunto: Hola",
    "Van: Support\nVerzonden: maandag\nAan: Ada\nOnderwerp: Hallo",
    "*From:* Support\n*Sent:* Monday\n*To:* Ada\n*Subject:* Hi",
]


@pytest.mark.parametrize("divider", DIVIDERS)
def test_history_under_a_divider_is_dropped(divider: str) -> None:
    assert new_text(f"It still fails.\n\n{divider}\n\nHow can we help?") == "It still fails."


UNTOUCHED = [
    "From: Berlin\nI want to go to Paris.",
    "On 5 May I wrote:\nplease refund me",
    "I wrote a book on 5 May: it is good",
    "Date: 5 May\nPlace: Paris",
    "> all of it is quoted\n> and nothing else",
    "-----Original Message-----\nonly this",
    "On 5 May Ada wrote:\n> first question?\nYes.\n> second question?\nNo.",
    "---------- Forwarded message ---------\nFrom: Bob\nDate: Monday\nSubject: Bill\n\nPlease pay.",
    "5 > 3 and 2 < 4",
    "Steps:\n1. open\n2. click",
]


@pytest.mark.parametrize("text", UNTOUCHED)
def test_own_words_are_kept(text: str) -> None:
    assert new_text(text) == text


def test_trailing_quoted_lines_without_an_attribution_are_dropped() -> None:
    assert new_text("Yes please.\n\n> Shall I reset it?\n>\n> Robin\n") == "Yes please."


PASSED_ON = [
    "---------- Forwarded message ---------\nFrom: Bob\nDate: Monday\nSubject: Bill\n\nPlease pay.",
    "Begin forwarded message:\n\n> From: Bob\n> Subject: Bill\n>\n> Please pay.",
]


@pytest.mark.parametrize("passed_on", PASSED_ON)
@pytest.mark.parametrize(
    "above", ["See below.", "FYI\n\nBest regards\nAda", "Is this from you?", "見下文"]
)
def test_a_mail_passed_on_with_no_words_of_ones_own_is_kept(above: str, passed_on: str) -> None:
    assert new_text(f"{above}\n\n{passed_on}") == f"{above}\n\n{passed_on}"


@pytest.mark.parametrize("passed_on", PASSED_ON)
@pytest.mark.parametrize(
    "above", ["Do I have to pay this bill?", "See below. I want my money back."]
)
def test_words_over_a_mail_passed_on_are_the_new_text(above: str, passed_on: str) -> None:
    assert new_text(f"{above}\n\n{passed_on}") == above


def test_see_below_over_a_history_is_all_that_is_new() -> None:
    history = "From: Support <help@example.com>\nSent: Monday\nTo: Ada\nSubject: Hi\n\nHello"
    assert new_text(f"See below.\n\n{history}") == "See below."
    assert new_text(f"See below.\n\n{history}", forwarding=True).endswith("Hello")


LONG = "> Would you rather have your money back, or a new lamp in the same colour"


def test_the_torn_off_end_of_a_quoted_line_is_no_answer() -> None:
    torn = f"It still fails.\n\n{ATTRIBUTIONS[0]}\n{LONG}\nas before\n> or another one?"
    assert new_text(torn) == "It still fails."


@pytest.mark.parametrize("answer", ["yes.", "No, thanks", "the new one, please!"])
def test_an_answer_between_quoted_lines_is_never_taken_for_a_torn_off_end(answer: str) -> None:
    text = f"Hello,\n{ATTRIBUTIONS[0]}\n{LONG}\n{answer}\n> Shall we send it?"
    assert answer in new_text(text)
    assert "yes" in new_text(f"{ATTRIBUTIONS[0]}\n{LONG}?\nyes\n> Shall we send it?")


def test_an_emoji_over_a_quote_is_own_words() -> None:
    assert new_text(f"👍\n\n{ATTRIBUTIONS[0]}\n{QUOTE}") == "👍"


@pytest.mark.parametrize(
    "history",
    ["> " * 400_000, ">\n" * 400_000, "From: a\n" * 100_000, "On 1 wrote:\n>\n" * 60_000],
    ids=["deep", "long", "headers", "attributions"],
)
def test_a_hundred_thousand_quotes_are_read(history: str) -> None:
    assert new_text("It still fails.\n" + history).startswith("It still fails.")


lines = st.lists(
    st.one_of(
        st.text(max_size=20),
        st.sampled_from([*ATTRIBUTIONS, *DIVIDERS, QUOTE, ">", "", "wrote:", "From: x", "To: y"]),
    ),
    max_size=12,
).map("\n".join)


@given(lines)
def test_a_message_with_words_is_never_emptied_nor_added_to(text: str) -> None:
    kept = new_text(text)
    assert len(kept) <= len(text)
    if any(character.isalnum() for character in text):
        assert kept.strip()


CLOSINGS = [
    "Sent from my iPhone",
    "Get Outlook for Android<https://aka.ms/x>",
    "Von meinem iPhone gesendet",
    "-- \nAda Love\n+44 20 7946 0000",
    "Best regards,\nAda Love\nHead of Sales | Customer Ltd\nTel: +44 20 7946 0000",
    "This message is confidential. If you are not the intended recipient, please delete it.",
    "Kind regards\nAda\n\nSent from my iPad",
]


@pytest.mark.parametrize("closing", CLOSINGS)
def test_what_closes_a_mail_is_dropped(closing: str) -> None:
    assert new_text(f"It still fails.\n\n{closing}") == "It still fails."


@pytest.mark.parametrize("closing", CLOSINGS[:-1])
def test_a_closing_alone_is_kept(closing: str) -> None:
    assert new_text(closing).split() == closing.split()


WORDS_BELOW = [
    "Best regards\nAda\n\nP.S. When is it sent?",
    "Best regards\nAda\nPlease call me back",
    "Best regards\nAda\nOrder 4711",
    "Kind regards\nAda\n4711-0815",
    "-- \nOrder no. 4711",
    "--\nI also want to cancel the second lamp.",
    "--\nCan I have my money back",
    "I got this parcel in error, please delete my account.",
    "This lamp is confidential, what does it cost?",
    "The picture was sent from my iPhone, did it arrive?",
    "Sent from my iPhone yesterday, did you get it?",
    "Best regards\nAda\nCancel Order",
    "I got this:\nFrom: Parcel <info@p.example>\nSent: Monday\nSubject: Fee\nDo I have to pay?",
    "Please call:\nRegards,\nAda\n+44 20 7946 0000",
    "I am sincerely\nAngry",
    "よろしくお願いします。\n返金希望",
    "よろしくお願いします。\n至急連絡",
    "祝好\n转人工",
    "祝好\n马上发货",
    "祝好\n王小明\n请退款",
    "تحياتي\nألغوا الطلب",
    "مع التحية\nأريد موظفا",
]


@pytest.mark.parametrize("below", WORDS_BELOW)
def test_words_below_a_greeting_are_never_lost(below: str) -> None:
    whole = f"It still fails.\n\n{below}"
    assert new_text(whole).split() == whole.split()


HOSTILE = [
    "Best regards\n" * 80_000,
    "--\n" * 300_000,
    "a" * 900_000,
    "Sent from my iPhone " * 50_000,
    "Sent from my iPhone\n" * 50_000,
    "From: a <a@b.example>\nSent: 1:11\n" * 30_000,
    "Abcdefghij: " * 80_000,
    "This message is confidential " * 30_000,
    "A | " * 200_000,
    "a@" * 400_000,
    "\n" * 900_000,
    " \n" * 400_000,
    "On " * 300_000,
    "Am 1 schrieb " * 70_000,
    "。" * 900_000,
    b"\xff\xfe\x80".decode("utf-8", "replace") * 300_000,
    "\ud800" * 300_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_read_within_seconds(text: str) -> None:
    begun = time.process_time()
    assert new_text("It still fails.\n" + text)
    assert time.process_time() - begun < 10


@pytest.mark.parametrize("text", ["> " * 400_000, ">\n" * 400_000, "a" * 900_000])
def test_hostile_text_is_read_in_little_memory(text: str) -> None:
    tracemalloc.start()
    try:
        assert new_text("It still fails.\n" + text)
        assert tracemalloc.get_traced_memory()[1] < 200_000_000
    finally:
        tracemalloc.stop()


def test_ten_megabytes_of_mail_are_read_within_seconds() -> None:
    """As HTML with a hundred thousand quotes."""
    html = "<p>It still fails.</p>" + "<blockquote>On 1 x wrote:<p>y</p>" * 310_000
    assert len(html) > 10_000_000
    begun = time.process_time()
    assert new_text(readable_text(html, None)).startswith("It still fails.")
    assert time.process_time() - begun < 15


closing_lines = st.lists(
    st.one_of(
        st.text(max_size=30), st.sampled_from([*CLOSINGS, *WORDS_BELOW, *DIVIDERS, "--", ""])
    ),
    max_size=8,
).map("\n".join)


@given(closing_lines)
def test_no_closing_empties_a_message_or_raises(text: str) -> None:
    kept = new_text(text)
    if any(character.isalnum() for character in text):
        assert kept.strip()
    assert new_text(kept).strip() or not kept.strip()
