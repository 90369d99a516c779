"""The prompts: text files beside this one, filled in, and the data that goes with them."""

import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from string import Template

from frontmate.agent.thread import Line, Thread
from frontmate.knowledge import Passage

NEWEST = 12
"""Messages before the waiting ones that a model is shown."""
LONGEST_LINE = 2_000
"""Characters of each of those."""
LONGEST_ASKED = 8_000
"""Characters of what waits, all of it together."""
_LONGEST_TONE = 500
_NAMES = {
    "ar": "Arabic", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek", "en": "English",
    "es": "Spanish", "fi": "Finnish", "fr": "French", "he": "Hebrew", "hu": "Hungarian",
    "it": "Italian", "ja": "Japanese", "ko": "Korean", "nl": "Dutch", "no": "Norwegian",
    "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sv": "Swedish",
    "th": "Thai", "tr": "Turkish", "uk": "Ukrainian", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip


def instructions(*, language: str, team_language: str, limit: int, tone: str | None) -> str:
    """The rules; they hold nothing of any customer. Languages are ISO 639-1 codes."""
    wished = " ".join((tone or "").split())[:_LONGEST_TONE]
    return _template("answer").substitute(
        language=_named(language),
        team_language=_named(team_language),
        limit=limit,
        tone=_template("tone").substitute(tone=wished) if wished else "",
    )


def repair(problems: Sequence[str]) -> str:
    return _template("repair").substitute(problems="\n".join(f"- {each}" for each in problems))


def data(thread: Thread, passages: Sequence[Passage]) -> str:
    """All that a model is told of a customer and of the help center, as JSON.

    JSON, since nothing written inside a string can end it: neither a customer nor an article can
    pretend to be something else.
    """
    waiting = set(thread.waiting)
    before = [line for line in thread.lines if line.id not in waiting][-NEWEST:]
    asked = [line for line in thread.lines if line.id in waiting]
    return json.dumps(
        {
            "conversation": [
                *(_message(line, line.text[:LONGEST_LINE]) for line in before),
                *({**_message(*each), "waiting": True} for each in _cut(asked)),
            ],
            "passages": [
                {
                    "number": number,
                    "title": passage.title,
                    "heading": passage.heading,
                    "text": passage.text,
                    "url": passage.url,
                }
                for number, passage in enumerate(passages, start=1)
            ],
        },
        ensure_ascii=False,
        indent=1,
    )


def _message(line: Line, text: str) -> dict[str, object]:
    names = {"ai": "company", "team": "company", "bot": "automatic", "customer": "customer"}
    return {"from": names[line.role], "text": text}


def _cut(lines: Sequence[Line]) -> list[tuple[Line, str]]:
    left = LONGEST_ASKED
    kept = []
    for line in lines:
        kept.append((line, line.text[:left]))
        left = max(0, left - len(line.text))
    return kept


def _named(language: str) -> str:
    return f"{_NAMES[language]} ({language})" if language in _NAMES else f"“{language}” (ISO 639-1)"


@cache
def _template(name: str) -> Template:
    file = files("frontmate.agent") / "prompts" / f"{name}.md"
    return Template(file.read_text("utf-8"))
