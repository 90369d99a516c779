"""The prompts: text files beside this one, filled in, and the data that goes with them."""

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from string import Template

from frontmate.agent.thread import Attached, Line, Thread
from frontmate.knowledge import Passage

NEWEST = 12
"""Messages before the waiting ones that a model is shown."""
LONGEST_LINE = 2_000
"""Characters of each of those."""
LONGEST_ASKED = 8_000
"""Characters of what waits, all of it together."""
LONGEST_NAME = 100
"""Characters of the name of a file."""
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


def of_a_picture() -> str:
    """The rules for putting a picture into words."""
    return _template("picture").substitute()


def data(thread: Thread, passages: Sequence[Passage]) -> str:
    """All that a model is told of a customer and of the help center, as JSON.

    JSON, since nothing written inside a string can end it: neither a customer nor an article can
    pretend to be something else.
    """
    before, asked = _shown_of(thread)
    return json.dumps(
        {
            "conversation": [
                *(_message(*each) for each in before),
                *({**_message(*each), "waiting": True} for each in asked),
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


def said_in(thread: Thread) -> tuple[str, ...]:
    """The messages that a model is told of, a text each, as far as it is told of them."""
    return tuple(
        replace(line, text=text, files=files).said
        for part in _shown_of(thread)
        for line, text, files in part
    )


_Cut = list[tuple[Line, str, tuple[Attached, ...]]]


def _shown_of(thread: Thread) -> tuple[_Cut, _Cut]:
    """What is shown of the newest messages, and of those that wait."""
    waiting = set(thread.waiting)
    before = [line for line in thread.lines if line.id not in waiting][-NEWEST:]
    asked = [line for line in thread.lines if line.id in waiting]
    each = (cut for line in before for cut in _cut([line], LONGEST_LINE))
    return list(each), _cut(asked, LONGEST_ASKED)


def _message(line: Line, text: str, files: Sequence[Attached]) -> dict[str, object]:
    names = {"ai": "company", "team": "company", "bot": "automatic", "customer": "customer"}
    told: dict[str, object] = {"from": names[line.role], "text": text}
    if files:
        told["files"] = [
            {"name": file.name[:LONGEST_NAME]}
            | ({"unread": True} if file.text is None else {"text": file.text})
            for file in files
        ]
    return told


def _cut(lines: Sequence[Line], left: int) -> _Cut:
    """The lines with their texts and files, `left` characters of all of it together."""
    kept = []
    for line in lines:
        text, left = line.text[:left], max(0, left - len(line.text))
        files = []
        for file in line.files:
            words = None if file.text is None else file.text[:left]
            files.append(Attached(file.name, words))
            left = max(0, left - len(file.text or ""))
        kept.append((line, text, tuple(files)))
    return kept


def _named(language: str) -> str:
    return f"{_NAMES[language]} ({language})" if language in _NAMES else f"“{language}” (ISO 639-1)"


@cache
def _template(name: str) -> Template:
    file = files("frontmate.agent") / "prompts" / f"{name}.md"
    return Template(file.read_text("utf-8"))
