"""`frontmate ask`: what would be answered, from what, how sure, and why not."""

import json
from pathlib import Path

from frontmate.agent import Explanation, ExtractiveEngine, explain
from frontmate.channels import plain_of_markdown
from frontmate.conversation.outcome import Answer
from frontmate.knowledge import Search, read_folder, split


async def ask(question: str, help_center: Path, *, as_json: bool) -> str:
    """Ask a folder of Markdown. Raises ArticleUnreadable."""
    articles = read_folder(help_center)
    search = Search([passage for article in articles for passage in split(article)])
    explanation = await explain(question, search, ExtractiveEngine())
    return _as_json(explanation) if as_json else _in_words(explanation)


def _in_words(found: Explanation) -> str:
    lines = [found.why[:1].upper() + found.why[1:] + "."]
    if isinstance(found.outcome, Answer):
        lines += ["", plain_of_markdown(found.outcome.text.body), ""]
        lines += [
            f"Source: {s.title}{f' ({s.url})' if s.url else ''}" for s in found.outcome.sources
        ]
    lines += ["", f"Confidence {found.confidence:.2f}; words found {found.coverage:.0%}.", ""]
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
            "nearest": [
                {"title": h.passage.title, "heading": h.passage.heading, "score": round(h.score, 4)}
                for h in found.hits
            ],
        },
        ensure_ascii=False,
    )
