"""Conversations from parsed values: the front matter of a Markdown file, or a JSON object."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from frontmate.simulator.content.past import CUSTOMER, STATUSES, PastConversation, PastMessage
from frontmate.simulator.content.times import TIME_REMEDY, When, when_of

Wrong = Callable[[str, str, str], Exception]
"""Makes the error for a key, a problem and a remedy: it knows the file and the line."""

_TEXTS: Final = {
    "channel": "channel",
    "inbox": "inbox",
    "subject": "subject",
    "from": "handle",
    "name": "name",
    "assignee": "assignee",
    "status": "status",
}
KEYS: Final = (*_TEXTS, "tags", "when")


def conversation_of(
    given: Mapping[str, Any], messages: tuple[PastMessage, ...], source: str, wrong: Wrong
) -> PastConversation:
    """Every key of `given` is one of KEYS."""
    unknown = sorted(str(key) for key in set(given) - set(KEYS))
    if unknown:
        raise wrong(unknown[0], f"has the unknown key {unknown[0]}", f"Use {', '.join(KEYS)}.")
    first, when = messages[0], time_of(given, "when", wrong)
    if first.by != CUSTOMER or first.is_comment:
        raise wrong("messages", f"begins with {first.by}", "The first message is the customer's.")
    if "later" in {one.kind for one in (first.when, when) if one}:
        raise wrong("when", "begins later, but nothing was before", TIME_REMEDY)
    texts = {own: _text(given, key, wrong) for key, own in _TEXTS.items() if given.get(key)}
    if texts.get("status", "open") not in STATUSES:
        problem = f"has the status {texts['status']}"
        raise wrong("status", problem, f"It is one of {', '.join(STATUSES)}.")
    return PastConversation(
        source,
        messages,
        **texts,
        tags=_tags(given, wrong),
        when=when,
    )


def message_of(given: Mapping[str, Any], wrong: Wrong) -> PastMessage:
    """From `{"by": …, "text": …}`, or `{"comment_by": …, "text": …}`; `when` may be given."""
    unknown = sorted(str(key) for key in set(given) - {"by", "comment_by", "text", "when"})
    if unknown:
        remedy = "Use by or comment_by, text and when."
        raise wrong(unknown[0], f"has a message with the unknown key {unknown[0]}", remedy)
    words = given.get("text")
    if not isinstance(words, str) or not words.strip():
        raise wrong("text", "has a message without text", 'Write {"by": "customer", "text": "…"}.')
    by = _text(given, "comment_by", wrong) or _text(given, "by", wrong) or CUSTOMER
    is_comment = bool(given.get("comment_by"))
    return PastMessage(words.strip(), by, is_comment, time_of(given, "when", wrong))


def time_of(given: Mapping[str, Any], key: str, wrong: Wrong) -> When | None:
    if given.get(key) is None:
        return None
    try:
        return when_of(given[key])
    except (ValueError, OverflowError):
        raise wrong(key, f"has a {key} that is no time: {given[key]}", TIME_REMEDY) from None


def _text(given: Mapping[str, Any], key: str, wrong: Wrong) -> str:
    value = given.get(key) or ""
    # YAML takes a telephone number for a number.
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise wrong(key, f"has a {key} that is no text", f'Write {key}: "…".')
    return " ".join(value.split())


def _tags(given: Mapping[str, Any], wrong: Wrong) -> tuple[str, ...]:
    tags = given.get("tags") or ()
    if isinstance(tags, str):
        tags = tags.split(",")
    if not isinstance(tags, list | tuple) or not all(isinstance(tag, str | int) for tag in tags):
        raise wrong("tags", "has tags that are no list", "Write tags: [one, two].")
    return tuple(word for tag in tags if (word := str(tag).strip()))
