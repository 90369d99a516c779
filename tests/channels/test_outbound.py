"""The same words as mail, chat, text message and for the telephone (behaviour 9.3)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from frontmate.channels import (
    CANNED_LANGUAGES,
    Outgoing,
    form_greeting,
    form_notice,
    form_reply,
    plain_of_markdown,
    segments,
)
from frontmate.conversation.message import Channel
from frontmate.conversation.outcome import Source
from tests.channels.build import source

ANSWER = "Open **Settings**.\n\n1. Click [Reset](https://x.example/r)\n2. Wait – “done”"


def reply(
    channel: Channel,
    markdown: str = ANSWER,
    sources: tuple[Source, ...] = (source(),),
    language: str = "en",
    customer_name: str | None = "Ada",
) -> Outgoing:
    return form_reply(
        channel, markdown, sources, language, ai_name="Robin", customer_name=customer_name
    )


def test_a_mail_has_greeting_answer_source_sign_off_and_says_that_an_ai_writes() -> None:
    mail = reply(Channel.EMAIL)
    assert mail.text == (
        "Hello Ada,\n\nOpen Settings.\n\n1. Click Reset (https://x.example/r)\n2. Wait – “done”\n\n"
        "More: Reset your password (https://help.example.com/reset)\n\nKind regards,\nRobin\n\n"
        "I am an AI assistant. If you would rather talk to a person, just reply and say so."
    )
    assert mail.body.startswith('<div lang="en">\n<p>Hello Ada,</p>\n<p>Open <strong>Settings')
    assert '<a href="https://help.example.com/reset">Reset your password</a>' in mail.body


def test_chat_is_short_plain_paragraphs_without_greeting() -> None:
    chat = reply(Channel.CHAT)
    assert chat.text is None
    assert chat.body == (
        "Open Settings.\n\n1. Click Reset (https://x.example/r)\n2. Wait – “done”\n\n"
        "More: Reset your password (https://help.example.com/reset)"
    )
    long = reply(Channel.CHAT, "This is a sentence of some length. " * 30, ()).body
    assert all(len(paragraph) <= 400 for paragraph in long.split("\n\n"))


def test_a_text_message_has_no_marks_and_only_the_address_of_its_source() -> None:
    assert reply(Channel.SMS).body == (
        'Open Settings.\n1. Click Reset (https://x.example/r)\n2. Wait - "done"\n'
        "More: https://help.example.com/reset"
    )


def test_the_telephone_record_gets_plain_text() -> None:
    assert "**" not in reply(Channel.PHONE).body
    assert reply(Channel.PHONE).text is None


@pytest.mark.parametrize("channel", Channel)
def test_an_article_is_named_once_and_by_its_title_where_it_has_no_link(channel: Channel) -> None:
    sources = (source(title="Alpha", url=None), source(title="Alpha", url=None))
    assert reply(channel, sources=sources).body.count("Alpha") == 1


def test_sources_are_named_in_the_customers_language() -> None:
    assert "Mehr dazu: Reset" in reply(Channel.CHAT, language="de-AT").body
    assert reply(Channel.CHAT, language="xx").language == "en"


def test_arabic_mail_runs_from_right_to_left() -> None:
    assert reply(Channel.EMAIL, language="ar").body.startswith('<div lang="ar" dir="rtl">')


NAMES = [
    ("Ada", "Hello Ada,"),
    ("Lovelace, Ada", "Hello Ada Lovelace,"),
    ("O'Neill", "Hello O'Neill,"),
    (None, "Hello,"),
    ("  ", "Hello,"),
    ("ada@example.com", "Hello,"),
    ("Visit https://evil.example", "Hello,"),
    ("evil.example", "Hello,"),
    ("<b>Ada</b>", "Hello,"),
    ("+49 151 123", "Hello,"),
    ("Ada\nBcc: x", "Hello,"),
    ("A" * 100, "Hello,"),
]


@pytest.mark.parametrize(("name", "greeting"), NAMES)
def test_only_a_name_that_looks_like_one_is_greeted(name: str | None, greeting: str) -> None:
    mail = reply(Channel.EMAIL, customer_name=name)
    assert mail.text is not None
    assert mail.text.splitlines()[0] == greeting


UNSAFE = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "[x](javascript:alert(1))",
    "[x](data:text/html;base64,xx)",
    "[x](vbscript:x)",
    "![x](https://track.example/p.png)",
    "<a href='https://x.example' onclick='x()'>x</a>",
]


def tags_and_links(html: str) -> tuple[set[str], list[str]]:
    tree = LexborHTMLParser(html)
    nodes = list(tree.body.traverse()) if tree.body else []
    links = [node.attributes.get("href") or "" for node in nodes if node.tag == "a"]
    return {node.tag or "" for node in nodes}, links


TEXT_TAGS = "body div p br strong em a ol ul li h1 h2 h3 h4 h5 h6 blockquote code pre hr"
HARMLESS = {*TEXT_TAGS.split(), "table", "thead", "tbody", "tr", "td", "th"}


@pytest.mark.parametrize("markdown", UNSAFE)
def test_no_active_content_leaves_in_a_mail(markdown: str) -> None:
    tags, links = tags_and_links(reply(Channel.EMAIL, markdown, ()).body)
    assert tags <= HARMLESS
    assert all(link.startswith(("http://", "https://", "mailto:")) for link in links)


@pytest.mark.parametrize("language", CANNED_LANGUAGES)
@pytest.mark.parametrize("channel", Channel)
def test_notice_and_greeting_exist_on_every_channel(channel: Channel, language: str) -> None:
    for form in (form_notice, form_greeting):
        formed = form(channel, language, ai_name="Robin", customer_name="Ada")
        assert "{" not in formed.body
        assert formed.language == language
        assert (formed.text is not None) is (channel is Channel.EMAIL)
        assert channel is not Channel.SMS or segments(formed.body) <= 2


@pytest.mark.parametrize("language", CANNED_LANGUAGES)
@pytest.mark.parametrize("channel", [Channel.EMAIL, Channel.CHAT, Channel.SMS])
def test_whoever_is_greeted_learns_the_name_of_the_ai(channel: Channel, language: str) -> None:
    assert "Robin" in form_greeting(channel, language, ai_name="Robin", customer_name=None).body


PLAIN = [
    ("**a** _b_ `c`", "a b c"),
    ("a\nb", "a b"),
    ("- a\n- b", "- a\n- b"),
    ("- a\n\n- b", "- a\n- b"),
    ("5. a\n6. b", "5. a\n6. b"),
    ("# T\n\ntext", "T\n\ntext"),
    ("[https://x.y](https://x.y)", "https://x.y"),
    ("[a@b.c](mailto:a@b.c)", "a@b.c"),
    ("| a | b |\n|--|--|\n| 1 | 2 |", "a b\n1 2"),
    ("\\*literal\\*", "*literal*"),
]


@pytest.mark.parametrize(("markdown", "expected"), PLAIN)
def test_markdown_becomes_plain_words(markdown: str, expected: str) -> None:
    assert plain_of_markdown(markdown) == expected


pieces = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["# ", "- ", "1. ", "**", "[a](b)", "<b>", "`", "```\n", "\n\n", "> ", "| a |\n|-|"]
    ),
)


@given(st.lists(pieces, max_size=25).map("".join), st.sampled_from(Channel), st.text(max_size=20))
def test_every_markdown_is_formed_and_nothing_active_appears(
    markdown: str, channel: Channel, name: str
) -> None:
    formed = reply(channel, markdown, customer_name=name)
    if channel is Channel.EMAIL:
        assert tags_and_links(formed.body)[0] <= HARMLESS
    if channel is Channel.SMS:
        assert segments(formed.body) <= 3
