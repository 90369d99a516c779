"""Behaviour, section 9.3, mail that goes out: HTML and text say the same, to the right people."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from selectolax.lexbor import LexborHTMLParser

from frontmate.conversation.outcome import Answer, Outcome, Reading, Source
from frontmate.conversation.policy import Mode
from frontmate.conversation.text import Text
from frontmate.workflow import Question, Shell
from tests.journeys.house import AI, House, open_house

pytestmark = pytest.mark.asyncio(loop_scope="module")

OURS = "support@example.com"
MIA, LEO = "mia@example.com", "leo@example.com"
STEPS = "https://steps.example/a_b?x=1&y=2#z"
HELP = "https://help.lamp.example/dimmer"


@dataclass(frozen=True)
class Case:
    """A mail in a language, what is answered in Markdown, and what stands around it."""

    asked: str
    markdown: str
    greeting: str
    sign_off: str
    by_an_ai: str
    more: str


CASES = {
    "en": Case(
        "How do I reset it?",
        f"Hold the **round** button:\n\n1. Open [the steps]({STEPS})\n2. Wait for _ten_ seconds"
        "\n\n- Tom & Jerry's `<lamp>`\n- 1 < 2\n\n> As we say\n\nThat is all.",
        "Hello Kim Doe,",
        "Kind regards,",
        "I am an AI assistant.",
        "More: ",
    ),
    "de": Case(
        "Wie setze ich den Dimmer zurück?",
        f"Halten Sie die Taste für **zehn** Sekunden – siehe [Schritte]({STEPS}).\n\nÄÖÜß.",
        "Guten Tag Kim Doe!",
        "Mit freundlichen Grüßen",
        "Ich bin eine KI-Assistenz.",
        "Mehr dazu: ",
    ),
    "fr": Case(
        "Comment réinitialiser le variateur ?",
        f"Appuyez dix secondes :\n\n* d'abord [ici]({STEPS})\n* puis « là »",
        "Bonjour Kim Doe,",
        "Cordialement,",
        "Je suis un assistant IA.",
        "En savoir plus : ",
    ),
    "ja": Case(
        "調光器をリセットするには？",
        f"ボタンを**10秒間**押してください。[手順]({STEPS})をご覧ください。",
        "Kim Doe 様",
        "よろしくお願いいたします。",
        "この返信はAIアシスタントが作成しました。",
        "詳しくはこちら: ",
    ),
    "ar": Case(
        "كيف أعيد ضبط المصباح؟",
        f"اضغط على الزر **عشر** ثوانٍ، انظر [الخطوات]({STEPS}).",
        "مرحبًا Kim Doe،",
        "مع أطيب التحيات،",
        "أنا مساعد يعمل بالذكاء الاصطناعي.",
        "للمزيد: ",
    ),
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def scripted(module_database_url: str, module_help_center: Path) -> AsyncIterator[House]:
    """A house whose agent answers each question with its Markdown and one article."""
    version: list[str] = []

    async def answer(_: str, question: Question) -> Outcome:
        asked = question.thread.lines[-1].text
        language, case = next(
            ((code, each) for code, each in CASES.items() if each.asked in asked),
            ("en", CASES["en"]),
        )
        source = Source("dimmer", version[0], 0, "Reset the dimmer", "…", 1.0, HELP)
        return Answer(Reading(language=language), Text(case.markdown), (source,), 1.0)

    def by_the_script(shell: Shell) -> Shell:
        return replace(shell, answer=answer)

    async with open_house(module_database_url, module_help_center, reshape=by_the_script) as house:
        rows = await house.rows("select version from articles where key = 'dimmer'")
        version.append(rows[0].version)
        yield house


@pytest_asyncio.fixture(loop_scope="module")
async def house(scripted: House) -> AsyncIterator[House]:
    yield scripted
    await scripted.tidy()


def words_of_html(body: str) -> tuple[list[str], set[str]]:
    """What a person reads, word for word, and where links lead."""
    tree = LexborHTMLParser(body)
    links = {str(link.attributes["href"]) for link in tree.css("a")}
    assert tree.css("script, img, style") == []
    return tree.body.text(separator=" ").split() if tree.body else [], links


def words_of_text(text: str) -> tuple[list[str], set[str]]:
    """The same of the alternative, in which links stand behind their words and lists are marked."""
    links = set(re.findall(r"https?://[^\s)]+", text))
    bare = re.sub(r" \(https?://[^\s)]+\)", "", text)
    marks = re.compile(r"^\s*(?:-|\d+\.) ", re.MULTILINE)
    return marks.sub("", bare).split(), links


async def requests_of(house: House, conversation: str) -> list[dict[str, Any]]:
    """What was asked of Front to be sent, or drafted, in a conversation."""
    ending = f"/conversations/{conversation}/messages"
    return [each["json"] for each in await house.requests("POST", ending)]


def handles(message: dict[str, Any], role: str) -> list[str]:
    return [each["handle"] for each in message["recipients"] if each["role"] == role]


@pytest.mark.parametrize("language", list(CASES))
async def test_9_3_html_and_text_say_the_same_words_with_the_same_links(
    house: House, language: str
) -> None:
    case = CASES[language]
    conversation = await house.customer(
        case.asked, name="Kim Doe", handle=f"kim.{language}@shop.example", subject="Lamp"
    )
    (reply,) = await house.until_replies(conversation, 1)
    (shown, links), (said, named) = words_of_html(reply["body"]), words_of_text(reply["text"])
    # Punctuation that follows a link is a word of its own where tags end before it.
    assert "".join(shown) == "".join(said)
    assert links == named == {STEPS, HELP}
    blocks = reply["text"].split("\n\n")
    assert blocks[0] == case.greeting
    assert blocks[-3] == f"{case.more}Reset the dimmer ({HELP})"
    assert blocks[-2] == f"{case.sign_off}\nAda"
    assert blocks[-1].startswith(case.by_an_ai)
    assert "**" not in reply["text"]
    assert "](" not in reply["text"]
    is_rtl = language == "ar"
    assert reply["body"].startswith(
        f'<div lang="{language}" dir="rtl">' if is_rtl else f'<div lang="{language}">'
    )


async def test_9_3_subject_and_thread_are_left_to_front(house: House) -> None:
    conversation = await house.customer(
        CASES["en"].asked,
        name="Thea",
        subject="Réf. 12: my lamp",
        headers={"Message-ID": "<first@shop.example>"},
    )
    (reply,) = await house.until_replies(conversation, 1)
    (asked,) = await requests_of(house, conversation)
    assert not asked.keys() & {"subject", "quote_body", "bcc", "signature_id"}
    assert asked["options"]["archive"] is False
    assert reply["subject"] == "Re: Réf. 12: my lamp"
    eml = await house.http.get(
        f"{house.front}/messages/{reply['id']}",
        headers={"authorization": "Bearer simulated-token", "accept": "message/rfc822"},
    )
    assert "In-Reply-To: <first@shop.example>" in eml.text


async def test_9_3_an_answer_goes_to_the_sender_and_whom_they_copied_but_to_none_of_ours(
    house: House,
) -> None:
    conversation = await house.customer(
        CASES["en"].asked,
        name="Cara",
        handle="Cara@Shop.example",
        to=[OURS],
        cc=["bob@else.example", MIA, "SUPPORT@example.com", "cara@shop.example", LEO],
    )
    (reply,) = await house.until_replies(conversation, 1)
    (asked,) = await requests_of(house, conversation)
    assert asked["to"] == ["cara@shop.example"]
    assert asked["cc"] == ["bob@else.example"]
    assert (handles(reply, "to"), handles(reply, "cc")) == (asked["to"], asked["cc"])
    assert handles(reply, "bcc") == []
    assert reply["author"]["id"] == AI


async def test_9_3_whom_an_earlier_mail_copied_is_not_copied_again(house: House) -> None:
    """CC is of the contact's own newest mail, which they may have taken somebody off."""
    conversation = await house.customer(
        CASES["en"].asked, name="Dora", handle="dora@shop.example", cc=["lawyer@else.example"]
    )
    await house.until_replies(conversation, 1)
    await house.customer(CASES["de"].asked, conversation=conversation)
    _, second = await house.until_replies(conversation, 2)
    assert (handles(second, "to"), handles(second, "cc")) == (["dora@shop.example"], [])


async def test_9_3_by_the_policy_nobody_in_copy_is_answered(house: House) -> None:
    await house.set_policy(keeps_copies=False)
    conversation = await house.customer(
        CASES["en"].asked, name="Gil", handle="gil@shop.example", cc=["bob@else.example"]
    )
    (reply,) = await house.until_replies(conversation, 1)
    (asked,) = await requests_of(house, conversation)
    # Said, since left out it would mean reply-all.
    assert asked["cc"] == []
    assert (handles(reply, "to"), handles(reply, "cc")) == (["gil@shop.example"], [])


async def test_9_3_greeting_and_sign_off_of_the_policy_stand_in_both(house: House) -> None:
    await house.set_policy(
        greeting="Dear {name} & <co>,", sign_off="Yours,\n{ai_name}", says_it_is_ai=False
    )
    conversation = await house.customer(CASES["fr"].asked, name="Eve", handle="e@shop.example")
    (reply,) = await house.until_replies(conversation, 1)
    (shown, _), (said, _) = words_of_html(reply["body"]), words_of_text(reply["text"])
    assert "".join(shown) == "".join(said)
    assert reply["text"].startswith("Dear Eve & <co>,\n\n")
    assert reply["text"].endswith("\n\nYours,\nAda")


@pytest.mark.parametrize("name", ["kim@shop.example", "<b>Kim</b>", "www.evil.example", "Q" * 90])
async def test_9_3_a_name_that_is_none_is_not_greeted_by(house: House, name: str) -> None:
    conversation = await house.customer(
        CASES["de"].asked, name=name, handle=f"{name.strip('<')[0]}1@name.example"
    )
    (reply,) = await house.until_replies(conversation, 1)
    assert reply["text"].startswith("Guten Tag!\n\n")
    assert name not in reply["body"]


async def test_11_1_a_draft_has_the_words_and_recipients_of_the_answer(house: House) -> None:
    await house.set_policy(mode=Mode.DRAFT)
    conversation = await house.customer(
        CASES["ja"].asked, name="Kim Doe", handle="ki@shop.example", cc=["bob@else.example"]
    )
    await house.until_state(conversation, "draft", "confirmed")
    (asked,) = [
        each["json"]
        for each in await house.requests("POST", f"/conversations/{conversation}/drafts")
    ]
    assert asked["mode"] == "shared"
    assert asked["to"] == ["ki@shop.example"]
    assert asked["cc"] == ["bob@else.example"]
    assert not asked.get("bcc")
    shown, links = words_of_html(asked["body"])
    assert "Kim" in shown
    assert links == {STEPS, HELP}
