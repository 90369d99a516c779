"""Internal comments: they tell the team all, ping nobody, and hold customer text (3.4, 4.3)."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from frontmate.channels import (
    CANNED_LANGUAGES,
    handoff_note,
    quoted,
    reminder_note,
    resolution_note,
    summarise,
)
from frontmate.conversation.outcome import HandoffReason, Reading, Sentiment
from frontmate.conversation.session import Resolution
from frontmate.conversation.text import Text
from tests.channels.build import source

SESSION = "https://mate.example/sessions/7"
READING = Reading(Text("Ada cannot log in."), Sentiment.NEGATIVE, "de")
STRICT = MarkdownIt("commonmark", {"html": True}).enable("table").enable("strikethrough")


def handed_over(
    reading: Reading = READING,
    reason: HandoffReason = HandoffReason.NO_ANSWER_FOUND,
    title: str = "Reset [it]",
    url: str | None = "https://help.example.com/r(1)",
    language: str = "en",
    ai_name: str = "Robin",
    session: str | None = SESSION,
    question: str = "",
) -> str:
    tried = (source(title=title, url=url, score=0.41), source("kba_2", "Login", None, 0.2))
    return handoff_note(
        reason=reason,
        reading=reading,
        tried=tried,
        session_url=session,
        ai_name=ai_name,
        team_language=language,
        question=question,
    )


def test_a_hand_off_tells_why_what_how_and_where() -> None:
    assert handed_over(question="Why?") == (
        "**Robin hands over:** No article answers the question well enough.\n\n"
        "- Sentiment: negative\n- Language: Deutsch (de)\n\n"
        "Summary:\n\n> Ada cannot log in.\n\n"
        "Open question:\n\n> Why?\n\n"
        "Looked at (2):\n\n"
        "- [Reset \\[it\\]](https://help.example.com/r%281%29), confidence 41%\n"
        "- Login, confidence 20%\n\n"
        "Session: <https://mate.example/sessions/7>"
    )


@pytest.mark.parametrize("reason", HandoffReason)
@pytest.mark.parametrize("language", CANNED_LANGUAGES)
def test_every_reason_is_told_in_the_teams_language(reason: HandoffReason, language: str) -> None:
    first = handed_over(reason=reason, language=language).splitlines()[0]
    assert "Robin" in first
    assert "{" not in first
    assert reason.value not in first or reason.value in {"frustrated", "budget"}


def test_a_resolution_says_whether_it_was_confirmed_or_assumed() -> None:
    def note(resolution: Resolution) -> str:
        return resolution_note(
            resolution=resolution, reading=READING, session_url=SESSION, ai_name="Robin"
        )

    assert "The customer said that it is settled" in note(Resolution.CONFIRMED)
    assert "assumes" in note(Resolution.ASSUMED)
    assert "did not say so" in note(Resolution.ASSUMED)
    assert "> Ada cannot log in." in note(Resolution.ASSUMED)
    assert "Sentiment: negative" in note(Resolution.CONFIRMED)


def test_a_reminder_says_how_long_nobody_came() -> None:
    note = reminder_note(
        reason=HandoffReason.ASKED_FOR_HUMAN,
        reading=READING,
        session_url=None,
        ai_name="Robin",
        waited=timedelta(minutes=90),
    )
    assert "nobody has taken this" in note
    assert "Waiting for 1.5 h" in note
    assert "The customer asked for a person." in note


def test_nobody_is_pinged_by_any_part_of_the_comment() -> None:
    note = handed_over(
        Reading(Text("ask @bob or &#64;eve or &commat;eve or ﹫eve"), language="@bob"),
        title="@bob",
        url="https://u@help.example.com",
        ai_name="@robin",
        session="https://@mate.example/s",
        question="@all",
    )
    assert "@" not in note
    assert "@" not in "".join(token.content for token in inline(note))
    assert "＠bob" in note


def inline(note: str) -> list[Token]:
    return [child for token in STRICT.parse(note) for child in token.children or []]


BREAKOUTS = [
    "a\n\nout of the quote",
    "a\r\rout",
    "a\u2028out\u2029out\x0bout\x0cout\x1cout\x85out",
    "# heading\n## heading",
    "===\n---\n***\n___",
    "1. list\n2) list\n- list\n+ list\n* list",
    "[link](https://evil.example) ![image](https://evil.example/p.png)",
    "[ref]: https://evil.example\n[ref]",
    "<b>html</b> <script>x</script> <!-- comment",
    "<https://auto.example> &lt; &#60;",
    "```\ncode\n```\n~~~\n    indented\n\tcode `span`",
    "**bold** __bold__ *em* _em_ ~~gone~~",
    "| a | b |\n|---|---|\n| c | d |",
    "> > > deeper\n>",
    "back\\slash\\\nend\\",
]


def stays_inside(note: str) -> bool:
    """The note is one quote, and in it nothing but paragraphs of plain words."""
    tokens = STRICT.parse(note)
    allowed = {"blockquote_open", "blockquote_close", "paragraph_open", "paragraph_close", "inline"}
    depth_zero = [token.type for token in tokens if token.level == 0]
    words = {child.type for token in tokens for child in token.children or []}
    return (
        {token.type for token in tokens} <= allowed
        and depth_zero in ([], ["blockquote_open", "blockquote_close"])
        and words <= {"text", "softbreak", "text_special"}
    )


@pytest.mark.parametrize("text", BREAKOUTS)
def test_customer_text_cannot_leave_its_quote(text: str) -> None:
    assert stays_inside(quoted(text))


MARKS = st.text(alphabet="#*_`~[]()<>!|\\-+=.:1 \n\r\t\u2028ab@&;", max_size=60)


@given(st.one_of(MARKS, st.text(max_size=80)))
def test_no_text_leaves_its_quote_or_pings(text: str) -> None:
    assert stays_inside(quoted(text))
    assert "@" not in handed_over(Reading(Text(text)), title=text, ai_name=text, question=text)


@given(MARKS)
def test_a_title_stays_the_title_of_its_link(title: str) -> None:
    note = handed_over(Reading(), title=title, url="https://help.example.com/a")
    links = [token.attrGet("href") for token in inline(note) if token.type == "link_open"]
    assert links == ["https://help.example.com/a", SESSION]


def test_quoted_words_read_as_they_were_written() -> None:
    text = "Plan #1 costs 5 * 3 = 15 [see a_b], ok? 1. no"
    shown = "".join(token.content for token in inline(quoted(text)))
    assert shown == text


def test_a_long_message_is_cut_in_the_quote() -> None:
    assert len(quoted("word " * 5_000)) < 2_100


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://x y", "", None, "ftp://x"])
def test_only_a_web_address_becomes_the_sessions_link(url: str | None) -> None:
    assert "Session:" not in handed_over(session=url)


def test_a_summary_names_the_first_question_the_newest_message_and_the_turns() -> None:
    texts = ["Hi there. How do I reset my password? Thanks", "Still broken."]
    assert summarise(texts, [("ai", "Open the settings.")]) == (
        "Asked first: How do I reset my password?\n"
        "Newest message: Still broken.\n"
        "Messages from the customer: 2, from us: 1."
    )
    assert summarise([], []) == "Messages from the customer: 0, from us: 0."
    assert summarise(["It fails."], []).startswith("Asked first: It fails.\nMessages")


@given(st.lists(st.text(max_size=2_000), max_size=4), st.sampled_from(CANNED_LANGUAGES))
def test_a_summary_is_short(texts: list[str], language: str) -> None:
    assert 0 < len(summarise(texts, [], language)) <= 600
