"""What strangers wrote is shown as text, line breaks and links, whatever they wrote."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontmate.simulator.page.markdown import markdown
from frontmate.simulator.richtext import html_to_text, safe_html, safe_text

REST = 'target="_blank" rel="noopener noreferrer nofollow"'
LINK = rf'<a href="(?:https?://|mailto:|tel:)[^"<>]*" {REST}>'
ALLOWED = re.compile(rf"{LINK}|</a>|<br>", re.IGNORECASE)

PIECES = st.sampled_from(
    ["<b>", "</b>", "<script>", "</script>", "<a href='javascript:x'>", '<a href="https://x.y">',
     "</a>", "<img src=x onerror=y>", "<svg onload=z>", "<p>", "<br>", "<!--", "-->", "<style>",
     "</style>", "&lt;i&gt;", "&#60;u&#62;", '"', "'", "<table><tr><td>", "https://a.b/c?d=1&e=2"]
)  # fmt: skip


@given(st.lists(PIECES | st.text(max_size=8), max_size=12).map("".join))
def test_only_breaks_and_harmless_links_are_left_of_any_html(source: str) -> None:
    for shown in (safe_html(source), safe_text(source)):
        rest = ALLOWED.sub("", str(shown))
        assert "<" not in rest
        assert ">" not in rest


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>Hello,</p><p>you</p>", "Hello,\n\nyou"),
        ("<div>one<br>two</div>", "one\ntwo"),
        ("<ul><li>a</li><li>b</li></ul>", "• a\n• b"),
        ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"),
        ("a &lt; b &amp; c", "a < b & c"),
        ("<style>p{}</style><script>x</script>seen<!-- not -->", "seen"),
    ],
)
def test_html_becomes_text_with_its_line_breaks(source: str, text: str) -> None:
    assert html_to_text(source) == text


def test_a_link_keeps_its_address_and_a_script_link_loses_it() -> None:
    shown = safe_html('<a href="https://x.y/?a=1&amp;b">there</a> <a href="javascript:z">here</a>')
    assert 'href="https://x.y/?a=1&amp;b"' in shown
    assert "javascript" not in shown
    assert "here" in shown


def test_addresses_in_plain_text_become_links_without_the_full_stop() -> None:
    assert 'href="https://x.y/z"' in safe_text("see https://x.y/z.")


def test_comments_show_markdown_but_no_html_images_or_script_links() -> None:
    shown = markdown("**bold** <b>raw</b>\n\n![x](https://x.y) [a](javascript:z) [b](https://b.c)")
    assert "<strong>bold</strong>" in shown
    assert "&lt;b&gt;raw" in shown
    assert "<img" not in shown
    assert 'href="javascript' not in shown
    assert 'href="https://b.c" target="_blank"' in shown
