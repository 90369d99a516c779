"""The session's page names every file that a customer attached, and what became of it."""

import httpx2
from sqlalchemy.ext.asyncio import AsyncEngine

from frontmate.store import FileState, attachments, messages
from frontmate.store.attachments import Listed, Settled
from tests.console.build import CONNECTION, NOW, begin
from tests.console.conftest import said

READ = Settled(FileState.READ, "", "text/plain", 2048, "0" * 64, "How?")
LEFT_OUT = Settled(FileState.LEFT_OUT, "is too big")


async def test_files_stand_below_their_message_with_their_state(
    engine: AsyncEngine, admin: httpx2.AsyncClient
) -> None:
    story = begin(engine)
    await story.customer("See the files.")
    listed = [
        Listed("fil_1", "<b>q</b>.txt", "application/pdf", 9),
        Listed("fil_2", "big.pdf", "application/pdf", 20_000_000),
        Listed("fil_3", "", "", 0),
    ]
    async with engine.begin() as db:
        (message,) = await messages.thread(db, story.number)
        await attachments.add(db, CONNECTION, story.number, message.front_id, listed, NOW)
        first, second, _ = await attachments.of_conversation(db, story.number)
        await attachments.settle(db, first.id, READ, NOW)
        await attachments.settle(db, second.id, LEFT_OUT, NOW)
    answer = await admin.get(f"/sessions/{story.session}")
    page = said(answer)
    assert "&lt;b&gt;q&lt;/b&gt;.txt" in answer.text
    assert ".txt (text/plain, 2.0 kB): read" in page
    assert "big.pdf (application/pdf, 20.0 MB): left out: is too big" in page
    assert "(no type, 0 Bytes): not asked for, since nobody was to answer yet" in page
