"""Greetings and sign-offs in an admin's own words (behaviour 9.3)."""

import pytest

from frontmate.channels import Manner, form_greeting, form_notice, form_reply, template_fault
from frontmate.channels.templates import fill_template
from frontmate.conversation.message import Channel
from tests.channels.build import source

MANNER = Manner(greeting="Hi {name},", sign_off="Cheers,\n{ai_name} & <team>", says_it_is_ai=False)


def mail(name: str | None = "Ada", manner: Manner = MANNER, language: str = "en") -> str:
    formed = form_reply(
        Channel.EMAIL,
        "Hold it.",
        (source(),),
        language,
        ai_name="Robin",
        customer_name=name,
        manner=manner,
    )
    assert formed.text is not None
    assert "&lt;team&gt;" in formed.body or manner.sign_off is None
    return formed.text


def test_a_mail_is_greeted_and_signed_as_the_policy_words_it() -> None:
    assert mail() == (
        "Hi Ada,\n\nHold it.\n\nMore: Reset your password (https://help.example.com/reset)\n\n"
        "Cheers,\nRobin & <team>"
    )


def test_without_the_name_that_it_asks_for_the_greeting_is_our_own() -> None:
    assert mail(None).startswith("Hello,\n")
    assert mail(None, language="de").startswith("Guten Tag!\n")
    assert mail("http://spam.example", language="de").startswith("Guten Tag!\n")


def test_notice_and_greeting_keep_to_it_too() -> None:
    for form in (form_notice, form_greeting):
        formed = form(Channel.EMAIL, "en", ai_name="Robin", customer_name="Ada", manner=MANNER)
        assert formed.text is not None
        assert formed.text.startswith("Hi Ada,")
        assert formed.text.endswith("Robin & <team>")
        assert "AI assistant" not in formed.text


@pytest.mark.parametrize("channel", [Channel.CHAT, Channel.SMS])
def test_a_chat_or_a_text_message_may_begin_by_saying_that_an_ai_writes(channel: Channel) -> None:
    def body(language: str, *, says: bool) -> str:
        manner = Manner(introduces_itself=says)
        return form_reply(
            channel, "Hold it.", (), language, ai_name="Robin", customer_name=None, manner=manner
        ).body

    assert body("en", says=True).startswith("I am Robin, an AI assistant.\n")
    assert "KI-Assistenz" in body("de", says=True)
    assert body("en", says=False) == "Hold it."


WRONG = ["Hi {first}", "Hi {name", "Hi }{", "{}", "x" * 201, "1\n2\n3\n4\n5"]


@pytest.mark.parametrize("template", WRONG)
def test_what_cannot_be_filled_is_named_and_never_sent(template: str) -> None:
    assert template_fault(template)
    assert fill_template(template, name="Ada", ai_name="Robin") == ""


def test_a_name_that_looks_like_a_placeholder_stays_as_it_is() -> None:
    assert fill_template("Hi {name}", name="{ai_name}", ai_name="Robin") == "Hi {ai_name}"
    assert template_fault("Dear {name},\n{ai_name} writes") is None
