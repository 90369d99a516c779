"""A help center's HTML: what a reader sees survives, and nothing else does."""

import re
import time
from html import escape
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from frontmate.knowledge import plain
from frontmate.knowledge.html import MOST_CHARACTERS, markdown_of

READ = {
    "a paragraph and its entities": (
        "<p>Tom &amp; Jerry&nbsp;&mdash; 3&nbsp;&lt;&nbsp;4 &#128512;</p>",
        "Tom & Jerry — 3 < 4 😀",
    ),
    "text that only looks like HTML": (
        "<p>Paste the &lt;script&gt; tag, not &amp;lt;b&amp;gt;.</p>",
        "Paste the <script> tag, not &lt;b&gt;.",
    ),
    "text that only looks like Markdown": (
        "<p>1. not *a* list</p><p># no _heading_</p><p>[x](y) `z` | 2 * 3</p><p>&gt; -- </p>",
        "1. not *a* list\n\n# no _heading_\n\n[x](y) `z` | 2 * 3\n\n> --",
    ),
    "a backslash at the end of an item": (
        "<ul><li><p>C:\\</p><p>D:\\\\</p></li></ul>",
        "- C:\\\n   D:\\\\",
    ),
    "nested lists, one never closed": (
        "<ol start=3><li>Open<ul><li>the lid<li>the box</ul><li><p>Press</p><p>twice</p></ol>",
        "3. Open\n   - the lid\n   - the box\n4. Press\n   twice",
    ),
    "a list straight in a list, as old editors write it": (
        "<ul><li>a</li><ul><li>b <p>c</p></li></ul></ul>",
        "- a\n   - b\n      c",
    ),
    "a list that begins an item": (
        "<ul><li><ul><li>*x*<p>_y_</p></li></ul></li></ul>",
        "   - *x*\n      _y_",
    ),
    "a table with a caption and spans": (
        "<table><caption>Prices</caption><tr><th>Plan<th>Limit<th>Price"
        "<tr><td rowspan=2>Basic<td>a|b<td>$5<tr><td>2<br>GB<td><p>$9</p><p>a month</p></table>",
        "Prices\n\nPlan | Limit | Price\nBasic | a|b | $5\nBasic | 2 GB | $9; a month",
    ),
    "a table that only lays out": (
        "<table><tr><td><h2>Left</h2><p>one</p></td><td><p>two</p></td></tr></table>",
        "Left\n\none\n\ntwo",
    ),
    "a data table within one that lays out": (
        "<table><tr><td><table><tr><td>a<td>b<tr><td>c<td>d</table></td></tr></table>",
        "a | b\nc | d",
    ),
    "a table within a list": (
        "<ul><li><table><tr><td>a<td>b<tr><td>c<td>d</table></ul>",
        "a | b\nc | d",
    ),
    "a callout": (
        '<div class="callout"><strong>Note:</strong> only <em>once</em>.</div><p>Then</p>',
        "Note: only once.\n\nThen",
    ),
    "code keeps its lines": (
        "<p>Run <code>a_b --c</code>:</p><pre><code>x = *p;\n  ```\ny = &lt;b&gt;</code></pre>",
        "Run a_b --c:\n\nx = *p;\n  ```\ny = <b>",
    ),
    "figures and icons leave their words": (
        '<figure><img src=x.png alt="The menu"><figcaption>Fig. 1</figcaption></figure>'
        '<p>Press <img alt="Save">now.<img alt="IMG_20240101.png"><img src=x></p>',
        "The menu\n\nFig. 1\n\nPress Save now.",
    ),
    "a collapsed part can be opened": (
        "<details><summary>How long?</summary><p>Two days.</p></details>",
        "How long?\n\nTwo days.",
    ),
    "an accordion": (
        "<div><button>How long?</button><div>Two days.</div></div>",
        "How long?\n\nTwo days.",
    ),
    "a button named in a sentence": ("<p>Press <button>Save</button> now.</p>", "Press Save now."),
    "powers are no longer numbers": (
        "<p>10<sup>6</sup> m<sup>2</sup>, the 1<sup>st</sup>, H<sub>2</sub>O</p>",
        "10⁶ m², the 1st, H2O",
    ),
    "what is struck out is taken back": ("<p><s>$20</s> <del>$18</del> $15</p>", "$15"),
    "line breaks": ("<p>a<br>b</p>c<div>d<div>e</div></div>", "a\nb\n\nc\n\nd\n\ne"),
    "definitions": ("<dl><dt>SLA</dt><dd>Two hours</dd></dl>", "SLA\n\nTwo hours"),
    "links keep addresses that work elsewhere": (
        '<p><a href="https://a.example/b_c?d=1&amp;e=(2)">Here</a>, <a href="/x">there</a>,'
        ' <a href="https://a.example/">https://a.example</a></p>',
        "Here (https://a.example/b_c?d=1&e=(2)), there, https://a.example",
    ),
    "a card that is a link": (
        '<a href="https://a.example/b"><h3>Next</h3><p>Read on</p></a>',
        "Next\n\nRead on",
    ),
    "a link without words": (
        '<p>a<a href="https://a.example/1"></a><a href="https://a.example/2"><img></a></p>',
        "a",
    ),
    "signs that no screen shows": (
        "<p>re\u00adturn\u200bs \u202eevil\u202c \U000e0041\U000e0042ok\ufeff</p>",
        "returns evil ok",
    ),
}

UNSEEN = [
    "<!-- {} -->",
    "<script>{}</script>",
    "<style>{}</style>",
    "<noscript>{}</noscript>",
    "<template>{}</template>",
    "<iframe>{}</iframe>",
    "<svg><text>{}</text></svg>",
    "<form>{}<input value='{}'></form>",
    "<select><option>{}</select>",
    "<textarea>{}</textarea>",
    "<p hidden>{}</p>",
    "<p hidden=until-found>{}</p>",
    '<span aria-hidden="TRUE">{}</span>',
    '<span class="x sr-only">{}</span>',
    '<p style="display:none">{}</p>',
    '<p style=" DISPLAY : none !important">{}</p>',
    '<p style="d\\69splay:none">{}</p>',
    '<p style="/* a */display/* b */:none">{}</p>',
    '<p style="visibility: hidden">{}</p>',
    '<p style="opacity:0.0;color:red">{}</p>',
    '<p style="font-size:0">{}</p>',
    '<p style="font-size:1px">{}</p>',
    '<p style="font:0/0 a"><em style="font-size:2em">{}</em></p>',
    '<p style="height:0;overflow:hidden">{}</p>',
    '<p style="text-indent:-9999px">{}</p>',
    '<p style="position:absolute;left:-999em">{}</p>',
    '<p style="clip-path:inset(50%)">{}</p>',
    '<p style="transform:translate(1px) scale(0)">{}</p>',
    '<p style="color:#fff">{}</p>',
    '<p style="color:#FEFEFE">{}</p>',
    '<p style="color: rgb(250, 250, 250)">{}</p>',
    '<p style="color:rgb(255 255 255 / 100%)">{}</p>',
    '<p style="color:transparent">{}</p>',
    '<p style="color:rgba(0,0,0,0)">{}</p>',
    '<p style="color:#0000">{}</p>',
    '<font color="white">{}</font>',
    '<div style="background:#036"><p style="color:#003366">{}</p></div>',
    '<table bgcolor="black"><tr><td>{}</table>',
    '<img style="display:none" alt="{}">',
    "<dialog>{}</dialog>",
    "<object>{}</object>",
]

SEEN = [
    '<div style="background:navy;color:#fff">{}</div>',
    '<div style="background:url(x.png)"><p style="color:white">{}</p></div>',
    '<p style="visibility:hidden"><b style="visibility:visible">{}</b></p>',
    '<div style="font-size:0"><span style="font-size:14px">{}</span></div>',
    '<div style="color:white"><p style="color:#333">{}</p></div>',
    '<p style="height:0">{}</p>',
    '<p style="margin-left:-20px;opacity:0.9;line-height:0">{}</p>',
    '<p style="color:rgb(0 0 0 / 100%)">{}</p>',
    '<p aria-hidden="false" class="hidden-gem">{}</p>',
    "<unknown-tag>{}</unknown-tag>",
    "<p><ins>{}</ins>",
    '<p style="color:\\66\\6f">{}</p>',
]


@pytest.mark.parametrize("name", READ)
def test_an_article_reads_as_it_does_on_the_page(name: str) -> None:
    html, text = READ[name]
    assert plain(markdown_of(html)) == text


def test_headings_and_targets_are_marked() -> None:
    html = '<h2>Re<b>turns</b> <a href="https://a.example/#r">#</a></h2>'
    html += '<p><a href="mailto:a@b.example">Write</a></p>'
    assert markdown_of(html) == "## Returns \\#\n\n[Write](mailto:a@b.example)"


@pytest.mark.parametrize("template", UNSEEN)
def test_what_a_reader_does_not_see_is_not_there(template: str) -> None:
    assert markdown_of(f"<p>a</p>{template.replace('{}', 'SECRET')}<p>z</p>") == "a\n\nz"


@pytest.mark.parametrize("template", SEEN)
def test_what_a_reader_sees_is_there(template: str) -> None:
    assert plain(markdown_of(template.replace("{}", "visible"))) == "visible"


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "java\nscript:alert(1)",
        "\x01javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "//evil.example/x",
        "http:///x",
        "mailto:",
        "ftp://a.example",
        "https://a.example/" + "x" * 3000,
        'https://a.example/"onclick=',
    ],
)
def test_a_dangerous_or_useless_target_is_dropped_and_its_words_stay(address: str) -> None:
    markdown = markdown_of(f'<p><a href="{escape(address)}">words</a></p>')
    assert "words" in markdown
    assert markdown == "words" or markdown.startswith("[words](https://a.example/")


def _some(words: str) -> st.SearchStrategy[str]:
    return st.sampled_from(words.split())


MARKS = "* _ ` # - + 1. 2) > <b> </p> &amp; & [x](y) ![a](b) | \\ ~~ == --- === *** <!-- --> $1"
MORE = "{a} (c) ! ^2 :s: ``` ~~~ < \\* \\\\ <br> a*b* _x_ [1]: <http://e.com> é 日本 100% 1986."
WORD = _some(f"{MARKS} {MORE}") | st.from_regex(r"[a-z]{1,6}", fullmatch=True)


class Piece(NamedTuple):
    html: str
    words: tuple[str, ...]


def _words(words: list[str]) -> Piece:
    return Piece(escape(" ".join(words), quote=False), tuple(words))


def _hidden(words: list[str]) -> Piece:
    return Piece(f"<p hidden>{' '.join('SECRET' for _ in words)}</p>", ())


def _put(tag: str, pieces: list[Piece]) -> Piece:
    words = tuple(word for piece in pieces for word in piece.words)
    return Piece(f"<{tag}>{' '.join(one.html for one in pieces)}</{tag}>", words)


def _rows(pieces: list[Piece]) -> Piece:
    rows = "".join(f"<tr><td>{one.html}</td><td>x</td></tr>" for one in pieces)
    words = tuple(word for one in pieces for word in (*one.words, "x"))
    return Piece(f"<table>{rows}</table>", words)


TEXT = st.lists(WORD, min_size=1, max_size=4).map(_words)
INLINE = st.builds(_put, _some("b i span code small u label"), st.lists(TEXT, max_size=2))
LEAF = TEXT | INLINE | st.lists(WORD, min_size=1, max_size=2).map(_hidden)
BLOCK = _some("p div section blockquote details summary h2 h5 ul/li ol/li pre dl/dd figure")


def _block(tags: str, pieces: list[Piece]) -> Piece:
    outer, _, inner = tags.partition("/")
    return _put(outer, [_put(inner, [one]) for one in pieces] if inner else pieces)


def _grown(inner: st.SearchStrategy[Piece]) -> st.SearchStrategy[Piece]:
    some = st.lists(inner, min_size=1, max_size=3)
    return st.builds(_block, BLOCK, some) | some.map(_rows)


PAGE = st.recursive(LEAF, _grown, max_leaves=12).map(lambda piece: _put("div", [piece]))
MARK = re.compile(r"-|\||\d+\.")


def _comparable(words: list[str]) -> str:
    """Without the marks of lists and tables, which a page shows as dots and lines."""
    bare = (word.rstrip(";") for word in words)
    return "".join(word for word in bare if not MARK.fullmatch(word))


@given(PAGE)
def test_a_customer_would_read_what_the_page_shows(page: Piece) -> None:
    read = plain(markdown_of(page.html))
    assert _comparable(read.split()) == _comparable(list(page.words))


@given(st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs", "Co", "Cn", "Mn", "Lo"])))
def test_any_text_is_read_as_it_is(text: str) -> None:
    read = plain(markdown_of(f"<p>{escape(text)}</p>"))
    assert "".join(read.split()) == "".join(text.split())


FILLERS = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0d\uffa0\U000e0100-\U000e01ef]"
)
"""Letters and marks to Unicode, nothing to the eye."""


@given(st.text(st.characters(categories=["Lo", "Mn"])))
def test_no_script_loses_a_letter(text: str) -> None:
    read = plain(markdown_of(f"<p>{escape(text)}</p>"))
    assert "".join(read.split()) == "".join(FILLERS.sub("", text).split())


SOUP = st.lists(
    _some(
        "<p> </p> <div> <ul> <li> </li> </ul> <ol> <table> <tr> <td> </td> </table> <pre> </pre> <a"
        " href=https://a.example/x> </a> <b> </b> <script> </script> <!-- --> <h1> </h1> <br> <svg>"
        " <math> <template> &lt;script&gt; &amp;lt; <img alt='&lt;i&gt;'> <details> <caption> <sup>"
        " 7 </sup> style='color:#f \" ' > < ` \\ | * rowspan=9 colspan=99"
    )
    | st.text(max_size=4),
    max_size=40,
).map("".join)


@given(SOUP)
def test_no_soup_of_tags_raises_or_leaves_a_tag(soup: str) -> None:
    for token in MarkdownIt("commonmark").enable("table").parse(markdown_of(soup)):
        for one in (token, *(token.children or ())):
            assert not one.type.startswith("html")
            if one.type == "link_open":
                assert str(one.attrGet("href")).startswith(("https://", "http://", "mailto:"))


HUGE = {
    "1 MB of nested elements": "<div>" * 200_000,
    "nested elements that stray tags seem to close": "<div></x>" * 110_000,
    "nested items without lists": "<li><dd>" * 120_000,
    "10 MB": "<p>hello world</p>" * 600_000,
    "100,000 attributes": "<p " + " ".join(f"a{n}=1" for n in range(100_000)) + ">x",
    "attributes behind a quote": "<p ' " + " ".join(f"a{n}=1" for n in range(100_000)) + ">x",
    "formatting that is never closed": "".join(f"<p><b a={n}>" for n in range(20_000)),
    "a table of spans": "<table>" + "<tr><td rowspan=999 colspan=999>x<td>y" * 20_000,
    "nested tables": "<table><tr><td>" * 5_000,
    "unclosed comments": "<!--" * 250_000,
    "escapes": "*" * 1_000_000,
    "deep lists": "<ul><li>x" * 8 + "<li>y" * 200_000,
}


@pytest.mark.parametrize("name", HUGE)
def test_no_page_takes_long_or_grows(name: str) -> None:
    begun = time.process_time()
    markdown = markdown_of(HUGE[name])
    assert time.process_time() - begun < 10
    assert len(markdown) <= MOST_CHARACTERS


def test_a_long_article_is_cut_at_the_stated_limit_and_pictures_do_not_count() -> None:
    picture = f'<img src="data:image/png;base64,{"A" * 2_000_000}">'
    assert markdown_of(f"<p>a</p>{picture}<p>z</p>") == "a\n\nz"
    assert markdown_of("<p>a</p>" + " " * MOST_CHARACTERS + "<p>z</p>") == "a"


def test_an_article_from_an_old_editor_is_not_taken_for_an_attack() -> None:
    html = "".join(f"<p>Step {n} <font color=red><b>now</b></font><li>item" for n in range(3000))
    assert "Step 2999" in markdown_of(html)


@pytest.mark.parametrize("html", ["", " ", "\x00", "<!doctype html>", "<p>", "<!--", "<p"])
def test_next_to_nothing_is_nothing(html: str) -> None:
    assert markdown_of(html) == ""


def test_a_broken_character_is_replaced() -> None:
    assert markdown_of("a\ud800b") == "a?b"
