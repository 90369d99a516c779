"""The demo with a scripted language model: the real checks, on what a model may do wrong."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from frontmate.demo import Stage, check, stage
from frontmate.demo.scripted_model import MENDED, REFUSED

INVENTED = ("14.50", "4.50")


async def first_words(demo: Stage, question: str, wanted: str) -> dict[str, Any]:
    """Ask by chat, and wait for what the AI teammate writes or does."""
    done = await demo.front.act("customer_message", channel="chat", text=question)
    for _ in range(600):
        shown = await demo.front.conversation(str(done["conversation"]))
        tags = {tag["name"] for tag in shown["tags"]}
        # The tag is there with the acceptance, the message a moment later.
        if wanted in tags and any(not m["is_inbound"] for m in shown["messages"]):
            return shown
        await asyncio.sleep(0.05)
    raise TimeoutError(f"no {wanted} for {question!r}")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path


async def test_an_invented_price_is_mended_or_reaches_nobody(server_url: str, data: Path) -> None:
    async with stage(data, server_url, with_model=True) as demo:
        mended = await first_words(demo, MENDED, "ai-replied")
        refused = await first_words(demo, REFUSED, "ai-handed-off")
        written = [m["body"] for c in (mended, refused) for m in c["messages"]]
        assert not any(price in words for price in INVENTED for words in written)
        assert any("express" in m["body"] for m in mended["messages"] if not m["is_inbound"])
        assert refused["comments"]


async def test_the_demos_own_check_passes_with_the_model(server_url: str, data: Path) -> None:
    async with stage(data, server_url, with_model=True) as demo:
        found = await check(demo)
    assert found["ok"], found
