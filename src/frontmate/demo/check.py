"""`make demo CHECK=1`: an answer, a hand-off and a resolution, played through the same path."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

from frontmate.demo.company import Json
from frontmate.demo.stage import Stage

_PATIENCE = 30.0
_LOOK_EVERY = 0.02


async def check(stage: Stage) -> Json:
    """Play it, and say what happened and how long each part took, in seconds.

    The result's `ok` is False if anything did not happen within thirty seconds.
    """
    result: Json = {"ok": True}
    conversation = ""
    for name, play in (("answer", _answer), ("resolution", _resolution), ("handoff", _handoff)):
        started = time.monotonic()
        try:
            conversation, happened = await play(stage, conversation)
        except TimeoutError as error:
            result |= {"ok": False, name: {"missing": str(error)}}
            break
        result[name] = {"seconds": round(time.monotonic() - started, 3), **happened}
    return result


async def _answer(stage: Stage, _: str) -> tuple[str, Json]:
    suggestions = stage.company.suggestions(with_model=stage.with_model)
    asked = next(s for s in suggestions if s["expect"] == "answer")
    subject = asked.get("subject", asked["label"])
    done = await stage.front.act(
        "customer_message", channel="email", subject=subject, text=asked["text"]
    )
    conversation = str(done["conversation"])

    async def answered() -> Json | None:
        shown = await stage.front.conversation(conversation)
        return next((m for m in shown["messages"] if _is_from_ai(stage, m)), None)

    message = await _until(answered, "an answer")
    source = f"/{asked['article']}"
    if source not in message["body"]:
        raise TimeoutError(f"an answer that cites {source}")
    await _until(_assigned_to_ai(stage, conversation), "the AI teammate as the assignee")
    return conversation, {"source": asked["article"]}


async def _resolution(stage: Stage, conversation: str) -> tuple[str, Json]:
    await stage.front.act(
        "customer_message", conversation=conversation, text="Thanks, that solved it!"
    )

    async def archived() -> Json | None:
        shown = await stage.front.conversation(conversation)
        return shown if shown["status"] == "archived" and shown["comments"] else None

    await _until(archived, "a note and the archive")
    return conversation, {"note": True, "archived": True}


async def _handoff(stage: Stage, _: str) -> tuple[str, Json]:
    done = await stage.front.act(
        "customer_message", channel="chat", text="I want to talk to a human, please."
    )
    conversation = str(done["conversation"])
    ai = stage.company.ai_teammate
    await stage.front.act("assign", conversation=conversation, teammate=ai, by="rul_1new")

    async def handed_over() -> Json | None:
        shown = await stage.front.conversation(conversation)
        noticed = any(_is_from_ai(stage, m) for m in shown["messages"])
        free = shown["assignee"] is None
        tagged = "ai-handed-off" in {tag["name"] for tag in shown["tags"]}
        return shown if noticed and free and tagged and shown["comments"] else None

    await _until(handed_over, "a comment, a notice, nobody assigned, and the tag")
    return conversation, {"comment": True, "notice": True, "unassigned": True, "tag": True}


def _assigned_to_ai(stage: Stage, conversation: str) -> Callable[[], Awaitable[bool]]:
    async def assigned() -> bool:
        assignee = (await stage.front.conversation(conversation))["assignee"]
        return assignee is not None and assignee["id"] == stage.company.ai_teammate

    return assigned


def _is_from_ai(stage: Stage, message: Json) -> bool:
    author = message["author"]
    return author is not None and author["id"] == stage.company.ai_teammate


async def _until(look: Callable[[], Awaitable[Any]], what: str) -> Any:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        found = await look()
        if found:
            return found
        await asyncio.sleep(_LOOK_EVERY)
    raise TimeoutError(what)
