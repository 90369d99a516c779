"""A page that is put together while the product goes on is of one moment."""

import httpx2
import psycopg
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from frontmate.store import plain_url
from tests.console.build import answered

_ANOTHER = """
insert into messages (connection, conversation, front_id, session, inbound, role, sender, channel,
                      channel_name, attachments, sent_at, received_at)
select connection, conversation, 'msg_meanwhile', session, inbound, role, sender, channel,
       channel_name, attachments, sent_at, received_at from messages where inbound limit 1
"""


async def test_a_message_that_comes_between_two_queries_does_not_break_the_page(
    engine: AsyncEngine, admin: httpx2.AsyncClient, database_url: str
) -> None:
    story = await answered(engine)
    came: list[str] = []

    @event.listens_for(engine.sync_engine, "after_cursor_execute")
    def meanwhile(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("SELECT messages.front_id, messages.session") and not came:
            came.append(statement)
            with psycopg.connect(plain_url(database_url)) as other:
                other.execute(_ANOTHER)

    page = await admin.get(f"/sessions/{story.session}")
    assert came
    assert page.status_code == 200
    assert "msg_meanwhile" not in page.text
    assert "msg_meanwhile" in (await admin.get(f"/sessions/{story.session}")).text
