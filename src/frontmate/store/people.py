"""Who may open the console."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.store.tables import people


async def add(db: AsyncConnection, name: str, password_hash: str, role: str, now: datetime) -> None:
    row = insert(people).values(name=name, password=password_hash, role=role, created_at=now)
    both = row.on_conflict_do_update(
        index_elements=["name"], set_={"password": password_hash, "role": role}
    )
    await db.execute(both)


async def password_hash_of(db: AsyncConnection, name: str) -> str | None:
    row = select(people.c.password).where(people.c.name == name)
    found: str | None = (await db.execute(row)).scalar_one_or_none()
    return found


async def count(db: AsyncConnection) -> int:
    return int((await db.execute(select(func.count()).select_from(people))).scalar_one())
