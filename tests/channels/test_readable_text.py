"""HTML and text as they arrive (facts 9.16, 9.28): what a person would see, in bounded work."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontmate.channels import readable_text

SEEN = [
    ("<p>Hello</p><p>World</p>", "Hello\n\nWorld"),
    ("one<br>two<br/>three", "one\ntwo\nthree"),
    ("<div>one</div><div>two</div>", "one\ntwo"),
    ("Caf&eacute;&nbsp;&amp;&#32;bar", "Café & bar"),
    ("<ul><li>red</li><li>green</li></ul>", "- red\n- green"),
    ("<ol><li>open</li><li>click</li></ol>", "1. open\n2. click"),
    ('<ol start="3"><li>third</li></ol>', "3. third"),
    (
        'See <a href="https://x.example/a">the page</a>.',
        "See the page (https://x.example/a).",
    ),
    ('<a href="https://x.example/">x.example</a>', "x.example"),
    ('<a href="javascript:alert(1)">click</a>', "click"),
    ('<a href="mailto:a@b.example">a@b.example</a>', "a@b.example"),
    ("<blockquote>old<br>older</blockquote>new", "> old\n> older\n\nnew"),
    ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
    ("<p>a<o:p></o:p></p><o:p>b</o:p>", "a\n\nb"),
    ("<b>unclosed <i>tags", "unclosed tags"),
    ("", ""),
]


@pytest.mark.parametrize(("html", "expected"), SEEN)
def test_html_reads_as_a_person_sees_it(html: str, expected: str) -> None:
    assert readable_text(html, None) == expected


UNSEEN = [
    "<script>evil()</script>",
    "<style>p {color: red}</style>",
    "<head><title>evil</title></head>",
    "<!-- evil -->",
    "<template>evil</template>",
    "<p hidden>evil</p>",
    '<div style="display:none">evil</div>',
    '<div style="DISPLAY : NONE !important"><p>evil</p></div>',
    '<span style="visibility: hidden">evil</span>',
    '<span style="font-size:0px">evil</span>',
    '<span style="opacity: 0;">evil</span>',
    '<div style="max-height:0;overflow:hidden">evil</div>',
    '<div style="mso-hide:all">evil</div>',
    "<svg><text>evil</text></svg>",
]


@pytest.mark.parametrize("html", UNSEEN)
def test_what_nobody_sees_is_not_read(html: str) -> None:
    assert readable_text(f"before {html} after", None).split() == ["before", "after"]


@pytest.mark.parametrize(
    "style", ["opacity:0.9", "font-size:0.9em", "max-height:90px", "color:red"]
)
def test_visible_styles_are_kept(style: str) -> None:
    assert readable_text(f'<p style="{style}">seen</p>', None) == "seen"


def test_the_text_part_wins_where_it_says_what_the_html_shows() -> None:
    assert readable_text("<p>plain <i>text</i></p>", "plain\r\n\u00a0text ") == "plain\n text"
    assert readable_text("<img src=x>", "plain text") == "plain text"
    assert readable_text("<p>html</p>", " \r\n ") == "html"


def test_words_of_the_text_part_that_the_html_hides_are_not_read() -> None:
    html = "<p>seen</p><p style='display:none'>evil</p>"
    assert readable_text(html, "seen\n\nevil") == "seen"
    assert readable_text("<p>seen</p>", "evil") == "seen"
    assert readable_text(None, None) == ""


HOSTILE = [
    "<div>" * 190_000,
    "<b a=1>" * 90_000 + "<p>x" * 50_000,
    "<table><b>x" * 80_000,
    "<blockquote>" * 80_000,
    "<a href=1><table><tr><td>" * 38_000,
    "<ul><li>" * 120_000,
    "<font color=a>" * 49 + "<p>x" * 190_000,
    "<p>" * 300_000,
    "<" * 900_000,
    "&" * 900_000,
    "<x " * 300_000,
]


@pytest.mark.parametrize("html", HOSTILE, ids=lambda html: html[:12])
def test_hostile_markup_is_read_to_its_end(html: str) -> None:
    """Without the estimate of cost, several of these take minutes and gigabytes."""
    read = readable_text(html + "> needle", None)
    assert read.split()[-1] == "needle"
    assert len(read) < 2_000_000


@pytest.mark.parametrize("tag", ["<script>", "<style>", "<template>", "<!--", "<title>"])
def test_what_is_opened_without_end_hides_the_rest(tag: str) -> None:
    assert "needle" not in readable_text(f"hello {tag * 100_000} needle", None)


def test_costly_markup_still_gives_its_words() -> None:
    html = "<div>" * 20_000 + "needle &amp; thread<script>evil()</script>"
    assert readable_text(html, None).split() == ["needle", "&", "thread"]


def test_input_beyond_a_million_characters_is_cut() -> None:
    assert len(readable_text(None, "x" * 3_000_000)) == 1_000_000


PIECES = (
    "<p>|</p>|<div>|</div>|<a href='http://x.y'>|</a>|<ul>|<ol>|<li>|</ul>|<b>|<table>|<td>|<br>"
    "|<!--|-->|<script>|</script>|<blockquote>|</blockquote>|&amp;|<pre>|\x00|<svg>|<p|<![CDATA["
    "|</ol>|<h1>|<hr>|<img alt=x>|<span style=display:none>"
)
markup = st.lists(
    st.one_of(st.text(max_size=8), st.sampled_from(PIECES.split("|"))), max_size=30
).map("".join)


@given(markup)
def test_no_markup_raises_or_leaves_controls(html: str) -> None:
    read = readable_text(html, None)
    assert "\r" not in read
    assert "\x00" not in read
    assert "\n\n\n" not in read


@given(st.text())
def test_plain_text_settles_after_one_reading(text: str) -> None:
    once = readable_text(None, text)
    assert readable_text(None, once) == once
