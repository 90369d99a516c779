"""Whether what an answer rests on is still what customers are told (9.2)."""

from frontmate.conversation.actions import Reply, WriteDraft
from frontmate.store import articles
from frontmate.workflow.shell import Turn


async def have_changed(turn: Turn, action: Reply | WriteDraft) -> bool:
    """An article that was changed, unpublished or removed since the answer was composed blocks
    it: asked right before the write, at the cost of one query and no call."""
    pinned = {(source.article, source.version) for source in action.sources}
    if not pinned:
        return False
    async with turn.shell.engine.begin() as db:
        return bool(await articles.outdated(db, turn.connection.id, pinned))
