"""`frontmate ask`: what would be answered, from what, how sure, and why not."""

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path

from frontmate.agent import Explanation, explain
from frontmate.app.databases import prepared_database
from frontmate.app.library import Library
from frontmate.app.minds import close_engine, open_engine_of, open_minds
from frontmate.channels import plain_of_markdown
from frontmate.conversation.outcome import Answer
from frontmate.knowledge import Search, read_folder, split
from frontmate.settings import Settings, SettingsError
from frontmate.store import connections, open_engine


async def ask_folder(question: str, help_center: Path, settings: Settings) -> Explanation:
    """Ask a folder of Markdown, by words alone. Raises ArticleUnreadable, ModelSettingError."""
    articles = read_folder(help_center)
    search = Search([passage for article in articles for passage in split(article)])
    engine = open_engine_of(settings)
    try:
        return await explain(question, search, engine)
    finally:
        await close_engine(engine)


async def ask_connection(question: str, connection: str | None, settings: Settings) -> Explanation:
    """Ask what a connection knows, as its customers would; the only one there is by default.

    Raises SettingsError where it cannot be told which, EncoderUnavailable, ModelSettingError,
    EmbeddedServerError.
    """
    database = await asyncio.to_thread(prepared_database, settings)
    minds = open_minds(settings)
    engine = open_engine(database, pool_size=2)
    library = Library(engine, minds.encoder)
    try:
        async with engine.begin() as db:
            names = [one.id for one in await connections.all_of(db)]
        name = _chosen(names, connection)
        await library.bring_up(name, 0)
        await library.settle(name)
        return await explain(question, library.search(name), minds.engine)
    finally:
        await close_engine(minds.engine)
        await library.close()
        await engine.dispose()


def _chosen(names: Sequence[str], wanted: str | None) -> str:
    if wanted is None and len(names) == 1:
        return names[0]
    if wanted is not None and wanted in names:
        return wanted
    there = ", ".join(names) or "none yet, run `frontmate connect`"
    what = "say which with --connection" if wanted is None else f"no connection {wanted!r}"
    raise SettingsError(f"{what} (there is: {there})")


def told(found: Explanation, *, as_json: bool) -> str:
    """For people, or for programs."""
    return _as_json(found) if as_json else _in_words(found)


def _in_words(found: Explanation) -> str:
    lines = [found.why[:1].upper() + found.why[1:] + "."]
    if isinstance(found.outcome, Answer):
        lines += ["", plain_of_markdown(found.outcome.text.body), ""]
        lines += [
            f"Source: {s.title}{f' ({s.url})' if s.url else ''}" for s in found.outcome.sources
        ]
    by = "by meaning and words" if found.semantic else "by words alone"
    needed = f"{found.answer_from:.2f} is needed"
    shown = f"Confidence {found.confidence:.2f} ({needed}), {by}; words found {found.coverage:.0%}."
    lines += ["", shown, ""]
    lines += ["Nearest passages:"] if found.hits else ["No passage was found."]
    for hit in found.hits:
        passage = hit.passage
        where = f" › {passage.heading}" if passage.heading else ""
        lines.append(f"  {hit.score:5.2f}  {passage.title}{where}")
    return "\n".join(lines)


def _as_json(found: Explanation) -> str:
    outcome = found.outcome
    return json.dumps(
        {
            "question": found.question,
            "outcome": type(outcome).__name__,
            "why": found.why,
            "answer": outcome.text.body if isinstance(outcome, Answer) else None,
            "sources": [
                {"title": s.title, "url": s.url, "quote": s.quote}
                for s in (outcome.sources if isinstance(outcome, Answer) else ())
            ],
            "confidence": round(found.confidence, 4),
            "coverage": round(found.coverage, 4),
            "semantic": found.semantic,
            "answer_from": found.answer_from,
            "nearest": [
                {"title": h.passage.title, "heading": h.passage.heading, "score": round(h.score, 4)}
                for h in found.hits
            ],
        },
        ensure_ascii=False,
    )
