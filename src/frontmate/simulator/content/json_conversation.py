"""Conversations in JSON: an object or a list of them in a file, or one object on each line.

    {"channel": "email", "subject": "…", "from": "a@b.example", "name": "…", "assignee": "mia",
     "tags": ["…"], "status": "archived", "when": "3 days ago",
     "messages": [{"by": "customer", "text": "…"}, {"by": "mia", "text": "…", "when": "…"},
                  {"comment_by": "leo", "text": "…"}]}

Instead of messages there may be one `text`: the customer's first message. So is a data set's
`queries*.jsonl` (`id, text, lang` and more) read, whose other keys count for nothing here.
"""

from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from frontmate.simulator.content.past import PastConversation
from frontmate.simulator.content.reading import json_lines, json_of
from frontmate.simulator.content.told import conversation_of, message_of
from frontmate.simulator.content.unreadable import ContentUnreadableError


def read_json(file: Path) -> Iterator[PastConversation]:
    found = json_of(file)
    for number, given in enumerate(found if isinstance(found, list) else [found], 1):
        source = f"{file}, conversation {number}" if isinstance(found, list) else str(file)
        if not isinstance(given, dict):
            raise ContentUnreadableError(file, "holds what is no object", "Write objects.")
        yield _conversation(file, given, source, None)


def read_json_lines(file: Path, most: int | None) -> Iterator[PastConversation]:
    """At most that many, so that a short look at a long file is quick."""
    is_data_set = file.name.startswith("queries")
    for number, given in islice(json_lines(file), most):
        kept = {key: given[key] for key in ("text",) if key in given} if is_data_set else given
        yield _conversation(file, kept, f"{file}, line {number}", number)


def conversation_from(given: object, source: str) -> PastConversation:
    """From a parsed object; ValueError names the source and what is wrong."""
    if not isinstance(given, dict):
        raise ContentUnreadableError(Path(source), "is no object", "Write objects.")
    return _conversation(Path(source), given, source, None)


def _conversation(
    file: Path, given: Mapping[str, Any], source: str, line: int | None
) -> PastConversation:
    def wrong(_: str, problem: str, remedy: str) -> ContentUnreadableError:
        return ContentUnreadableError(file, problem, remedy, line)

    said = given.get("messages", [{"text": given.get("text")}])
    if not isinstance(said, list) or not said or not all(isinstance(one, dict) for one in said):
        remedy = 'Write "text": "…", or "messages": [{"by": "customer", "text": "…"}].'
        raise wrong("messages", "has no messages", remedy)
    messages = tuple(message_of(one, wrong) for one in said)
    about = {key: value for key, value in given.items() if key not in {"messages", "text", "id"}}
    return conversation_of(about, messages, source, wrong)
