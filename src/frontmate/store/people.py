"""Who may open the console."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.store.tables import people


class Role(StrEnum):
    """What a person may do on the console."""

    ADMIN = "admin"
    VIEWER = "viewer"
    """Look at everything that customers and the AI did, and change nothing."""


async def add(db: AsyncConnection, name: str, password_hash: str, role: str, now: datetime) -> None:
    row = insert(people).values(name=name, password=password_hash, role=role, created_at=now)
    both = row.on_conflict_do_update(
        index_elements=["name"], set_={"password": password_hash, "role": role}
    )
    await db.execute(both)


@dataclass(frozen=True)
class Person:
    name: str
    password_hash: str = field(repr=False)
    role: str
    """A `Role`, or a word of another version."""
    created_at: datetime


async def get(db: AsyncConnection, name: str) -> Person | None:
    row = select(people).where(people.c.name == name)
    found = (await db.execute(row)).one_or_none()
    return None if found is None else _person(found)


async def all_of(db: AsyncConnection) -> tuple[Person, ...]:
    """By name."""
    return tuple(_person(row) for row in await db.execute(select(people).order_by(people.c.name)))


def _person(row: Any) -> Person:
    return Person(row.name, row.password, row.role, row.created_at)


async def lock(db: AsyncConnection) -> None:
    """Until the transaction ends nobody else changes who there is; reading goes on."""
    await db.execute(text("lock table people in share row exclusive mode"))


async def set_role(db: AsyncConnection, name: str, role: str) -> None:
    await db.execute(update(people).where(people.c.name == name).values(role=role))


async def set_password(db: AsyncConnection, name: str, password_hash: str) -> None:
    await db.execute(update(people).where(people.c.name == name).values(password=password_hash))


async def remove(db: AsyncConnection, name: str) -> None:
    await db.execute(delete(people).where(people.c.name == name))


async def count(db: AsyncConnection) -> int:
    return int((await db.execute(select(func.count()).select_from(people))).scalar_one())
