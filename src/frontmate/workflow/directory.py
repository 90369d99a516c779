"""What changes seldom at Front and is read once an hour: addresses of ours, and tags."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from frontmate.front import FrontChannel, FrontClient, Tag

_FRESH = timedelta(hours=1)


@dataclass
class Directory:
    """Read through the connection's client, so that its calls count like all others."""

    client: FrontClient
    clock: Callable[[], datetime]
    _addresses: frozenset[str] = frozenset()
    _channels: dict[str, FrontChannel] = field(default_factory=dict)
    _addresses_at: datetime | None = None
    _tags: dict[str, str] = field(default_factory=dict)
    _tags_at: datetime | None = None
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def own_addresses(self) -> frozenset[str]:
        """Addresses of teammates and channels, in lower case (2.2 `own_address`).

        Raises FrontError where Front cannot be asked: better to wait than to answer ourselves.
        """
        async with self._lock:
            await self._read_addresses()
            return self._addresses

    async def channel(self, id_: str) -> FrontChannel | None:
        """A channel by its id. Raises FrontError."""
        async with self._lock:
            await self._read_addresses()
            return self._channels.get(id_)

    async def _read_addresses(self) -> None:
        if not _stale(self._addresses_at, self.clock()):
            return
        teammates = await self.client.teammates()
        channels = await self.client.channels()
        found = [mate.email for mate in teammates]
        found += [a for channel in channels for a in (channel.address, channel.send_as)]
        self._addresses = frozenset(a.strip().lower() for a in found if a)
        self._channels = {channel.id: channel for channel in channels}
        self._addresses_at = self.clock()

    async def tag_ids(self, names: Iterable[str], guard: "Guard") -> tuple[str, ...]:
        """Ids of company tags by name, each made if it is missing (5.1).

        `guard` is held while tags are made: Front promises no unique names, so two workers must
        not both find a tag missing. Raises FrontError.
        """
        wanted = tuple(dict.fromkeys(names))
        async with self._lock:
            if _stale(self._tags_at, self.clock()) or any(n not in self._tags for n in wanted):
                await self._read_tags()
            missing = [name for name in wanted if name not in self._tags]
            if missing:
                await guard(lambda: self._create(missing))
            return tuple(self._tags[name] for name in wanted)

    async def known_tag_ids(self, names: Iterable[str]) -> tuple[str, ...]:
        """Ids of those of the tags that exist: what does not exist need not be taken off."""
        async with self._lock:
            if _stale(self._tags_at, self.clock()):
                await self._read_tags()
            return tuple(self._tags[name] for name in names if name in self._tags)

    async def _create(self, names: list[str]) -> None:
        await self._read_tags()  # another worker may have been faster
        for name in names:
            if name not in self._tags:
                self._note(await self.client.create_tag(name))

    async def _read_tags(self) -> None:
        found = await self.client.tags()
        self._tags = {}
        for tag in found:
            self._note(tag)
        self._tags_at = self.clock()

    def _note(self, tag: Tag) -> None:
        # A private tag of the same name is somebody's own: reported by `doctor`, never used.
        if not tag.is_private:
            self._tags.setdefault(tag.name, tag.id)


Guard = Callable[[Callable[[], Awaitable[None]]], Awaitable[None]]


def _stale(read_at: datetime | None, now: datetime) -> bool:
    return read_at is None or now - read_at > _FRESH
