"""STOP and its like are the carrier's to answer, and nobody else's (behaviour 2.2, 9.3)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontmate.channels import has_opted_out, judge
from frontmate.channels.opt_out import is_for_the_carrier
from frontmate.conversation.message import Channel, Verdict
from tests.channels.build import incoming

WORDS = [
    *("STOP", "stop", " Stop. ", "“STOP”", "STOPALL", "Stop all", "UNSUBSCRIBE", "Cancel", "END"),
    *("QUIT", "OPTOUT", "opt-out", "Opt out!", "REVOKE", "START", "unstop", "HELP", "Info"),
    *("Stopp", "ABMELDEN", "arrêter", "ARRET", "Désabonner", "BAJA", "Darme de baja", "sair"),
    *("Disiscrivi", "Afmelden", "停止", "配信停止", "退订", "TD", "إيقاف", "إلغاء الاشتراك"),
]
MORE = [
    *("Please stop the delivery", "How do I cancel?", "cancel my order 1234", "stop it", "endless"),
    *("Can you help?", "Help me reset the dimmer", "more info please", "When does it start?"),
    *("取消", "Ich möchte mich abmelden, wie geht das?", "基礎", "", "?", "no", "yes", "Hilfe"),
]


@pytest.mark.parametrize("text", WORDS)
def test_a_word_for_the_carrier_is_nobodys_to_answer(text: str) -> None:
    assert judge(incoming(text=text, channel=Channel.SMS)) is Verdict.OPTED_OUT


@pytest.mark.parametrize("text", MORE)
def test_whoever_says_more_is_a_customer(text: str) -> None:
    assert not is_for_the_carrier(text)


@pytest.mark.parametrize("channel", [Channel.CHAT, Channel.EMAIL, Channel.PHONE])
@pytest.mark.parametrize("text", ["STOP", "Help", "cancel"])
def test_it_is_so_on_text_messages_alone(channel: Channel, text: str) -> None:
    assert judge(incoming(text=text, channel=channel)) is Verdict.CUSTOMER


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ((), False),
        (("Hello",), False),
        (("Hello", "STOP"), True),
        (("STOP", "HELP"), True),
        (("STOP", "START"), False),
        (("STOP", "How do I reset it?"), False),
        (("STOP", "How do I reset it?", "Stop"), True),
    ],
)
def test_an_opt_out_holds_until_they_write_again(texts: tuple[str, ...], *, expected: bool) -> None:
    assert has_opted_out(texts) is expected


@given(st.text(max_size=200))
def test_whatever_is_written_is_judged(text: str) -> None:
    assert is_for_the_carrier(text) in (True, False)
    assert not is_for_the_carrier(text + " and a good deal more than one word, or two, or three")
