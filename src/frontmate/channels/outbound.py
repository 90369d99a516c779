"""Forming what goes out: the same words as mail, chat or text message (behaviour 9.3)."""

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt

from frontmate.channels.canned import RIGHT_TO_LEFT, canned, canned_language
from frontmate.channels.plain import link_as_text, plain_of_markdown
from frontmate.channels.segments import MAX_SEGMENTS, fit_segments, gsm_punctuation, sentences
from frontmate.channels.templates import fill_template
from frontmate.conversation.message import Channel
from frontmate.conversation.outcome import Source

_LONG_PARAGRAPH = 320
_LONGEST_NAME = 60
_SAFE_LINK = re.compile(r"(?:https?://[^\s<>\"]+|mailto:[^\s<>\"]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A formed message: `body` is HTML for email and plain text elsewhere."""

    body: str
    text: str | None
    """The plain alternative of an email; None elsewhere."""
    language: str
    """Of the canned parts: English where a language has none."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How the admin wants what goes out to look (9.3)."""

    greeting: str | None = None
    """Of a mail, a template of `templates`; None, or without the name that it asks for: in the
    customer's language."""
    sign_off: str | None = None
    says_it_is_ai: bool = True
    """An answer by mail ends by saying so."""
    introduces_itself: bool = False
    """An answer on chat or SMS begins by saying that an AI writes."""
    sms_segments: int = MAX_SEGMENTS
    answers_a_call: bool = False
    """The customer has called: it begins by saying who writes, and why."""


AS_EVER = Manner()


def form_reply(
    channel: Channel,
    markdown: str,
    sources: Sequence[Source],
    language: str,
    *,
    ai_name: str,
    customer_name: str | None,
    manner: Manner = AS_EVER,
) -> Outgoing:
    """An answer with its sources. An SMS keeps to its segments by leaving sentences out."""
    code = canned_language(language)
    cited = _distinct(sources)
    about = _about(channel, code, ai_name, manner)
    if channel is Channel.EMAIL:
        people = _People(ai_name, customer_name, manner)
        words = "\n\n".join(filter(None, [about, markdown]))
        return _mail(code, words, cited, people, ask=manner.says_it_is_ai)
    body = plain_of_markdown(markdown)
    if channel is Channel.SMS:
        source = _cited(code, _short(cited[0])) if cited else ""
        words, source, about = map(gsm_punctuation, (body, source, about))
        fitted = fit_segments(words, source, manner.sms_segments, lead=about)
        return Outgoing(fitted, None, code)
    if channel is Channel.CHAT:
        body = _short_paragraphs(body)
    lines = [_cited(code, link_as_text(source.title, _safe(source.url))) for source in cited]
    return Outgoing("\n\n".join(filter(None, [about, body, "\n".join(lines)])), None, code)


def _about(channel: Channel, language: str, ai_name: str, manner: Manner) -> str:
    """What an answer begins with, if anything."""
    if manner.answers_a_call:
        return canned(language, "reply", "about_call", ai_name=_one_line(ai_name))
    if manner.introduces_itself and channel in (Channel.CHAT, Channel.SMS):
        return canned(language, "reply", "introduction", ai_name=_one_line(ai_name))
    return ""


def subject_of_a_call(language: str) -> str:
    """Of the mail that answers one."""
    return canned(language, "reply", "call_subject")


def form_notice(
    channel: Channel,
    language: str,
    *,
    ai_name: str,
    customer_name: str | None,
    manner: Manner = AS_EVER,
) -> Outgoing:
    """A person takes over, and what happens next (3.1)."""
    code = canned_language(language)
    if channel is Channel.EMAIL:
        people = _People(ai_name, customer_name, manner)
        return _mail(code, canned(code, "reply", "notice"), (), people, ask=False)
    if channel is Channel.SMS:
        return Outgoing(gsm_punctuation(canned(code, "reply", "notice_short")), None, code)
    return Outgoing(canned(code, "reply", "notice"), None, code)


def form_greeting(
    channel: Channel,
    language: str,
    *,
    ai_name: str,
    customer_name: str | None,
    manner: Manner = AS_EVER,
) -> Outgoing:
    """Hello, and the question what is needed."""
    code = canned_language(language)
    if channel is Channel.EMAIL:
        people = _People(ai_name, customer_name, manner)
        ask = canned(code, "reply", "ask")
        return _mail(code, ask, (), people, ask=manner.says_it_is_ai)
    name = _presentable(customer_name)
    key = "hello_named" if name else "hello"
    text = canned(code, "reply", key, ai_name=_one_line(ai_name), name=name)
    return Outgoing(gsm_punctuation(text) if channel is Channel.SMS else text, None, code)


@dataclass(frozen=True, slots=True)
class _People:
    """Between whom a mail goes, and how they are named in it."""

    ai_name: str
    customer_name: str | None
    manner: Manner

    def greeting(self, language: str) -> str:
        name = _presentable(self.customer_name)
        chosen = fill_template(self.manner.greeting, name=name, ai_name=_one_line(self.ai_name))
        key = "greeting_named" if name else "greeting"
        return chosen or canned(language, "reply", key, name=name)

    def sign_off(self, language: str) -> list[str]:
        name, ai_name = _presentable(self.customer_name), _one_line(self.ai_name)
        chosen = fill_template(self.manner.sign_off, name=name, ai_name=ai_name)
        return chosen.split("\n") if chosen else [canned(language, "reply", "sign_off"), ai_name]


def _mail(
    language: str, markdown: str, sources: Sequence[Source], people: _People, *, ask: bool
) -> Outgoing:
    """HTML and text of one mail. `ask`: say that an AI writes, and a person can be asked for."""
    greeting, signed = people.greeting(language), people.sign_off(language)
    about = canned(language, "reply", "written_by_ai") if ask else ""
    lines = [_cited(language, link_as_text(each.title, _safe(each.url))) for each in sources]
    blocks = [greeting, plain_of_markdown(markdown), "\n".join(lines), "\n".join(signed), about]
    direction = ' dir="rtl"' if language in RIGHT_TO_LEFT else ""
    body = "\n".join(
        [
            f'<div lang="{language}"{direction}>',
            _paragraph(greeting.split("\n")),
            _html_of(markdown).strip(),
            *([_source_lines(language, sources)] if sources else []),
            _paragraph(signed),
            *([_paragraph([about])] if about else []),
            "</div>",
        ]
    )
    return Outgoing(body, "\n\n".join(filter(None, blocks)), language)


def _paragraph(lines: Iterable[str]) -> str:
    return "<p>" + "<br>\n".join(html.escape(line) for line in lines) + "</p>"


def _source_lines(language: str, sources: Sequence[Source]) -> str:
    lines = []
    for source in sources:
        title, address = html.escape(source.title), html.escape(_safe(source.url))
        link = f'<a href="{address}">{title or address}</a>' if address else title
        before, after = canned(language, "reply", "more", source="\0").split("\0")
        lines.append(html.escape(before) + link + html.escape(after))
    return "<p>" + "<br>\n".join(lines) + "</p>"


def _html_of(markdown: str) -> str:
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": 20}).enable("table")
    # A remote image would tell whoever hosts it when the customer reads: the words are enough.
    parser.add_render_rule(
        "image", lambda _self, tokens, index, *_: html.escape(tokens[index].content)
    )
    parser.validateLink = lambda url: bool(_SAFE_LINK.fullmatch(url))  # type: ignore[method-assign]
    return str(parser.render(markdown))


def _distinct(sources: Sequence[Source]) -> tuple[Source, ...]:
    """Each article once, in the order given."""
    return tuple({source.article: source for source in reversed(sources)}.values())[::-1]


def _cited(language: str, source: str) -> str:
    return canned(language, "reply", "more", source=_one_line(source))


def _short(source: Source) -> str:
    return _safe(source.url) or source.title


def _safe(url: str | None) -> str:
    return url if url and _SAFE_LINK.fullmatch(url) else ""


def _presentable(name: str | None) -> str:
    """A display name fit for a greeting, or nothing: it is whatever the sender typed."""
    words = _one_line(name or "")
    if words.count(",") == 1:
        last, first = words.split(",")
        words = f"{first.strip()} {last.strip()}".strip()
    unfit = re.search(r"[@<>\d:/\\{}\[\]*_`|]|www\.|\.\w{2}", words)
    return "" if unfit or len(words) > _LONGEST_NAME else words.strip("\"' ")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _short_paragraphs(text: str) -> str:
    """Long paragraphs in two or more, between sentences: chat windows are narrow."""
    paragraphs: list[str] = []
    for paragraph in text.split("\n\n"):
        if len(paragraph) <= _LONG_PARAGRAPH or "\n" in paragraph:
            paragraphs.append(paragraph)
            continue
        current = ""
        for sentence in sentences(paragraph):
            if current and len(current) + len(sentence) > _LONG_PARAGRAPH:
                paragraphs.append(current.strip())
                current = ""
            current += sentence
        paragraphs.append(current.strip())
    return "\n\n".join(paragraphs)
