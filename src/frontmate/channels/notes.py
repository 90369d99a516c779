"""Internal comments in Markdown, safe to post beside customer text (behaviour 3.4, 4.3)."""

import re
from collections.abc import Sequence
from datetime import timedelta

from frontmate.channels.canned import canned, language_name
from frontmate.conversation.message import Channel
from frontmate.conversation.outcome import HandoffReason, Reading, Source
from frontmate.conversation.session import Resolution

_LONGEST_QUOTE = 2_000
_LONGEST_TITLE = 200
_MARKS = re.compile(r"([\\`*_\[\]<>&~|$])")
_BLOCK_START = re.compile(r"^(\d{0,9})([#+\-=:!.)])")
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def handoff_note(
    *,
    reason: HandoffReason,
    reading: Reading,
    tried: Sequence[Source],
    session_url: str | None,
    ai_name: str,
    team_language: str = "en",
    question: str = "",
) -> str:
    """The comment that hands over: why, what was asked, mood, language, sources, session link.

    `question` is the customer's open question in their own words.
    """
    why = canned(team_language, "why", reason.value)
    parts = [
        canned(team_language, "note", "handoff", ai_name=_inline(ai_name), why=why),
        _about(reading, team_language),
        _labelled_quote(team_language, "summary", reading.summary.body),
        _labelled_quote(team_language, "question", question),
        _sources(tried, team_language),
        _session(session_url, team_language),
    ]
    return _finished(parts)


def resolution_note(
    *,
    resolution: Resolution,
    reading: Reading,
    session_url: str | None,
    ai_name: str,
    team_language: str = "en",
) -> str:
    """The note before archiving; says whether the customer confirmed or was only silent (4.3)."""
    parts = [
        canned(team_language, "note", resolution.value, ai_name=_inline(ai_name)),
        _about(reading, team_language),
        _labelled_quote(team_language, "summary", reading.summary.body),
        _session(session_url, team_language),
    ]
    return _finished(parts)


def reminder_note(
    *,
    reason: HandoffReason | None,
    reading: Reading,
    session_url: str | None,
    ai_name: str,
    team_language: str = "en",
    waited: timedelta | None = None,
) -> str:
    """The comment that brings up a hand-off that nobody took (3.6), or without a reason a draft
    that nobody has sent (11.1). `waited` in office hours."""
    parts = [_brought_up(reason, _inline(ai_name), team_language)]
    if waited is not None:
        hours = f"{waited.total_seconds() / 3600:.1f}".removesuffix(".0")
        parts.append(canned(team_language, "note", "waited", hours=hours))
    parts += [
        _labelled_quote(team_language, "summary", reading.summary.body),
        _session(session_url, team_language),
    ]
    return _finished(parts)


def _brought_up(reason: HandoffReason | None, ai_name: str, team_language: str) -> str:
    if reason is None:
        return canned(team_language, "note", "draft_waiting", ai_name=ai_name)
    why = canned(team_language, "why", reason.value)
    return canned(team_language, "note", "reminder", ai_name=ai_name, why=why)


def sent_note(
    *, by: Channel, answer: str, session_url: str | None, ai_name: str, team_language: str = "en"
) -> str:
    """What a caller was sent by mail or text message, beside the call (9.3). `answer` is plain
    text."""
    way = "sent_by_mail" if by is Channel.EMAIL else "sent_by_sms"
    parts = [
        canned(team_language, "note", way, ai_name=_inline(ai_name)),
        quoted(answer),
        _session(session_url, team_language),
    ]
    return _finished(parts)


def neutralise_mentions(text: str) -> str:
    """`text` without an `@` that Front could read as a mention; the full-width sign looks alike."""
    return text.replace("@", "＠").replace("﹫", "＠")


def quoted(text: str, longest: int = _LONGEST_QUOTE) -> str:
    """Customer text as a Markdown quote that it cannot leave: no mark, link or HTML survives."""
    cut = text if len(text) <= longest else text[:longest].rstrip() + "…"
    lines = [_escaped_line(line) for line in cut.strip().splitlines()]
    return "\n".join(f"> {line}".rstrip() for line in lines)


def _escaped_line(line: str) -> str:
    flat = " ".join(_INVISIBLE.sub("", line).split())
    return _BLOCK_START.sub(r"\1\\\2", _MARKS.sub(r"\\\1", flat))


def _inline(text: str) -> str:
    # Cut first: behind the escaping, a cut could leave a backslash that escapes what follows.
    return _escaped_line(" ".join(text.split())[:_LONGEST_TITLE])


def _about(reading: Reading, team_language: str) -> str:
    mood = canned(team_language, "sentiment", reading.sentiment.value)
    lines = [
        canned(team_language, "note", "sentiment", value=mood),
        canned(team_language, "note", "language", value=_inline(language_name(reading.language))),
    ]
    return "\n".join(f"- {line}" for line in lines)


def _labelled_quote(team_language: str, label: str, text: str) -> str:
    if not text.strip():
        return ""
    return canned(team_language, "note", label) + "\n\n" + quoted(text)


def _sources(tried: Sequence[Source], team_language: str) -> str:
    if not tried:
        return canned(team_language, "note", "nothing_tried")
    best: dict[str, Source] = {}
    for source in sorted(tried, key=lambda each: -each.score):
        best.setdefault(source.article, source)
    lines = [canned(team_language, "note", "tried", count=len(best)), ""]
    for source in best.values():
        title = _inline(source.title) or "?"
        link = _address(source.url)
        shown = f"[{title}]({link})" if link else title
        score = f"{source.score:.0%}" if 0 <= source.score <= 1 else f"{source.score:.2f}"
        lines.append(f"- {shown}, " + canned(team_language, "note", "confidence", value=score))
    return "\n".join(lines)


def _session(url: str | None, team_language: str) -> str:
    link = _address(url)
    return canned(team_language, "note", "session", url=f"<{link}>") if link else ""


def _address(url: str | None) -> str:
    """A link that stays one inside Markdown, with `@` in the spelling that links have for it."""
    if not url or not re.fullmatch(r"https?://[^\s<>\"\\]+", url, re.IGNORECASE):
        return ""
    return url.replace("@", "%40").replace("(", "%28").replace(")", "%29")


def _finished(parts: Sequence[str]) -> str:
    return neutralise_mentions("\n\n".join(part for part in parts if part))
