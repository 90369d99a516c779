"""Retries, twins and echoes are recognised, honest repetitions are not (behaviour 8.1 to 8.3)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontmate.channels import body_hash, content_hash, form_reply, twin_hash
from frontmate.conversation.message import Channel
from tests.channels.build import source


def hashed(
    connection: int = 1,
    conversation: str = "cnv_1",
    message: str | None = "msg_1",
    sender: str = "ada@x.example",
    subject: str = "Hi",
    text: str = "ok",
    attachments: tuple[str, ...] = (),
) -> str:
    return content_hash(connection, conversation, message, sender, subject, text, attachments)


def test_a_retry_has_the_same_hash() -> None:
    assert hashed() == hashed()
    assert len(hashed()) == 64


DIFFERENT = [
    hashed(connection=2),
    hashed(conversation="cnv_2"),
    hashed(message="msg_2"),
    hashed(message=None),
    hashed(sender="eve@x.example"),
    hashed(subject="Hello"),
    hashed(text="no"),
    hashed(attachments=("a.pdf",)),
    hashed(sender="ada@x.exampleHi", subject=""),
]


def test_every_part_counts_and_an_honest_second_ok_is_another_message() -> None:
    assert len({hashed(), *DIFFERENT}) == len(DIFFERENT) + 1


SAME_TEXT = [
    ("a b", " a\r\n\tb "),
    ("a b", "a\u00a0b"),
    ("ﬁne １", "fine 1"),
    ("Café", "Cafe\u0301"),
]


@pytest.mark.parametrize(("one", "other"), SAME_TEXT)
def test_blanks_and_unicode_forms_do_not_matter(one: str, other: str) -> None:
    assert hashed(text=one) == hashed(text=other)
    assert twin_hash("a@x.y", one) == twin_hash("A@x.y ", other)


def test_the_order_of_attachments_does_not_matter() -> None:
    assert hashed(attachments=("a", "b")) == hashed(attachments=("b", "a"))


def test_twins_are_the_same_words_of_the_same_sender() -> None:
    assert twin_hash("ada@x.y", "Help me") == twin_hash("ADA@x.y", "help  me")
    assert twin_hash("ada@x.y", "Help me") != twin_hash("eve@x.y", "Help me")
    assert twin_hash("ada@x.y", "Help me") != twin_hash("ada@x.y", "Help him")


ECHOES = [
    ("Hello <b>Ada</b>", "<div>Hello Ada</div>"),
    ("<p>Fish &amp; chips</p>", "Fish & chips"),
    ("<p>one</p><p>two</p>", "one\n\ntwo"),
    ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"),
    ('<a href="https://x.y/z">here</a>', "here (https://x.y/z)"),
]


@pytest.mark.parametrize(("one", "other"), ECHOES)
def test_a_body_and_its_other_rendering_hash_alike(one: str, other: str) -> None:
    assert body_hash(one) == body_hash(other)


def test_case_and_emoji_are_kept_apart() -> None:
    assert body_hash("Yes") != body_hash("yes")
    assert body_hash("👍") != body_hash("👎")


MARKDOWN = [
    "Open **Settings** and click _Reset_.",
    "1. Open [the page](https://x.example/a_b?c=d)\n2. Click `Save`\n\nThen wait.",
    "3. third\n4. fourth\n   - nested\n   - list",
    "# Title\n\n> quoted words\n\n* a\n* b\n\n---\n\nend",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "Fish & chips < 5 € \\* “quoted” – dash\nnext line  \nhard break",
    "```\ncode x = 1\n```",
    "See <https://x.example> or ![a picture](https://x.example/p.png)",
    "<b>not html</b> and [bad](javascript:alert(1))",
]


@pytest.mark.parametrize("markdown", MARKDOWN)
@pytest.mark.parametrize("language", ["en", "de", "ja", "ar"])
def test_our_mail_is_recognised_in_both_of_its_forms(markdown: str, language: str) -> None:
    sent = form_reply(
        Channel.EMAIL,
        markdown,
        [source(title="Fish & <chips>"), source("kba_2", url=None)],
        language,
        ai_name="Robin",
        customer_name="Ada",
    )
    assert sent.text is not None
    assert body_hash(sent.body) == body_hash(sent.text)


@given(st.text(), st.text())
def test_hashing_never_fails_and_ignores_surrounding_blanks(text: str, sender: str) -> None:
    assert body_hash(text) == body_hash(f"{text}\n")
    assert twin_hash(sender, text) == twin_hash(sender, f" {text} ")
