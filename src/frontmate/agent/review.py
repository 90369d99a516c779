"""Everything that a reply in a model's own words must stand before it may be sent."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt

from frontmate.agent.addresses import addresses_in
from frontmate.agent.checks import check, language_of
from frontmate.agent.language import language_of_thread
from frontmate.agent.manners import misconduct
from frontmate.agent.names import unknown_names
from frontmate.agent.pairing import mispaired
from frontmate.agent.phrases import folded
from frontmate.agent.polarity import turned_round
from frontmate.agent.support import stands_in, unsupported
from frontmate.conversation.message import Channel
from frontmate.conversation.outcome import Answer
from frontmate.knowledge import Passage, Search, plain

LONGEST = {Channel.EMAIL: 2000, Channel.CHAT: 900, Channel.SMS: 320, Channel.PHONE: 1500}
"""Characters of a reply as the customer reads it, by channel."""
_MOST = 12
"""Problems that are named; a model that has more will not get all of them right."""
_LEAK = 8
"""Words in a row that may not be taken from the instructions."""
_LETTERS = 60
"""Letters from which the language of a reply can be told."""
_ALIKE = (
    frozenset({"no", "nb", "nn", "da", "sv"}),
    frozenset({"hr", "sr", "bs", "sl", "sh"}),
    frozenset({"id", "ms"}),
    frozenset({"es", "gl", "ca", "pt"}),
    frozenset({"cs", "sk"}),
    frozenset({"nl", "af"}),
)
"""Languages that are taken for one another in short texts."""
_BRACKETS = re.compile(r"\[\d{1,2}(?:, ?\d{1,2})*\]|【[^】]*】|\[\^\d+\]")
_PLACEHOLDER = re.compile(
    r"\[[^\]\n]*\b(?:name|insert|your|date)\b[^\]\n]*\](?!\()|\{\{|<your", re.I
)
_JOINERS = "\u200c\u200d"
_PARSER = MarkdownIt("commonmark").enable("table")


def review(
    answer: Answer, search: Search, *, asked: str, channel: Channel, instructions: str = ""
) -> tuple[str, ...]:
    """What is wrong with a reply, in words that a model can act on; empty if it may be sent.

    `asked`: the customer's words. `instructions`: what must not be repeated to the customer.
    """
    language = answer.reading.language
    body = answer.text.body
    if len(body) > 2 * LONGEST[channel]:
        # Nothing of it could stay; to look at all of it could take minutes.
        return (_too_long(len(body), channel),)
    text = plain(body)
    passages = _cited(answer, search)
    problems = (
        *_form(body, text, channel),
        *check(answer, search, verbatim=False),
        *_language(text, language),
        *_leaked(text, instructions, passages),
        *misconduct(
            text,
            [passage.text for passage in passages],
            language,
            lambda word, texts: stands_in(word, texts, language),
        ),
        *_ungrounded(answer, text, asked, passages),
    )
    return tuple(dict.fromkeys(problem[:300] for problem in problems))[:_MOST]


def _cited(answer: Answer, search: Search) -> list[Passage]:
    found = (search.cited(each.article, each.version, each.passage) for each in answer.sources)
    return [passage for passage in found if passage is not None]


def _form(body: str, text: str, channel: Channel) -> Iterator[str]:
    if not text.strip():
        yield "the reply is empty"
    if len(text) > LONGEST[channel]:
        yield _too_long(len(text), channel)
    if _BRACKETS.search(text):
        yield "the reply shows numbers of passages; the customer does not see passages"
    if _PLACEHOLDER.search(text):
        yield "the reply has a placeholder in it"
    if any(_is_hidden(sign) for sign in body):
        yield "the reply has invisible characters"
    inner = [child for token in _PARSER.parse(body) for child in (token, *(token.children or ()))]
    if any(token.type in ("html_block", "html_inline") for token in inner):
        yield "the reply has HTML in it; only Markdown is allowed"
    if any(token.type == "image" for token in inner):
        yield "the reply has an image in it"


def _too_long(characters: int, channel: Channel) -> str:
    return f"the reply has {characters} characters; at most {LONGEST[channel]} are allowed"


def _is_hidden(sign: str) -> bool:
    return sign not in f"\n\t{_JOINERS}" and unicodedata.category(sign) in ("Cc", "Cf", "Co", "Cs")


def _language(text: str, language: str) -> Iterator[str]:
    words = addresses_in(text)[1]
    if sum(sign.isalpha() for sign in words) < _LETTERS:
        return
    found = language_of_thread(words, fallback=language)
    if found != language and not any({found, language} <= group for group in _ALIKE):
        yield f"the reply is written in “{found}”, the customer's language is “{language}”"


def _leaked(text: str, instructions: str, passages: Sequence[Passage]) -> Iterator[str]:
    known = " ".join(folded(passage.text) for passage in passages)
    ours = f" {_bare(instructions)} "
    words = _bare(text).split()
    for at in range(len(words) - _LEAK + 1):
        run = " ".join(words[at : at + _LEAK])
        if f" {run} " in ours and run not in _bare(known):
            yield "the reply repeats its instructions"
            return


def _bare(text: str) -> str:
    return " ".join(re.findall(r"\w+", folded(text)))


def _ungrounded(
    answer: Answer, text: str, asked: str, passages: Sequence[Passage]
) -> Iterator[str]:
    """Names in any language; all else only where the reply's language is that of its sources."""
    if not passages:
        return
    language = answer.reading.language
    same = all(language_of(passage) == language for passage in passages)
    known = [f"{each.title}\n{each.heading}\n{each.text}" for each in passages]
    for name in unknown_names(text, (*known, asked), language, same_language=same):
        yield f"no source has the name “{name}”"
    if not same:
        return
    cited = [source.quote for source in answer.sources]
    cited += [f"{passage.title}\n{passage.heading}" for passage in passages]
    for sentence in unsupported(text, cited, asked, language):
        yield f"no quote says “{sentence}”"
    for part in turned_round(text, [(each.heading, each.text) for each in passages], language):
        yield f"“{part}” is the contrary of what its source says"
    yield from mispaired(text, asked, [each.text for each in passages], language)
