"""The bytes of files, by their SHA-256, wherever fsspec can put them (a folder, an object store).

No path comes from a name: it is the hash, and nothing else.
"""

import asyncio
import hashlib
import re
import secrets
import time
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from frontmate.store import attachments

_HASH = re.compile(r"[0-9a-f]{64}")
_YOUNG = 3600.0
"""Seconds for which content that no file names may be about to be named."""
_AT_ONCE = 500


class Blobs:
    """A store of contents. Raises OSError, or what the file system of the URL raises."""

    def __init__(self, url: str) -> None:
        """`url` is a folder, or any URL of fsspec's; the package of its scheme must be there."""
        from fsspec.core import url_to_fs  # noqa: PLC0415 - slow to load, and not always needed

        self._fs, root = url_to_fs(url)
        self._root = str(root).rstrip("/")

    async def keep(self, file: Path) -> str:
        """Put a file's content there; returns its hash."""
        return await asyncio.to_thread(self._keep, file)

    async def read(self, sha256: str) -> bytes:
        """Raises FileNotFoundError for what is not kept."""
        return bytes(await asyncio.to_thread(self._fs.cat_file, self._place(sha256)))

    async def sweep(self, engine: AsyncEngine) -> int:
        """Delete what no attachment names any more: nobody else may have it, it was erased (11.4).

        Returns how many contents were deleted.
        """
        found = await asyncio.to_thread(self._old)
        gone = 0
        for start in range(0, len(found), _AT_ONCE):
            some = found[start : start + _AT_ONCE]
            async with engine.begin() as db:
                used = await attachments.named(db, some)
            for sha256 in some:
                if sha256 not in used:
                    await asyncio.to_thread(self._fs.rm_file, self._place(sha256))
                    gone += 1
        return gone

    def _keep(self, file: Path) -> str:
        with file.open("rb") as opened:
            sha256 = hashlib.file_digest(opened, "sha256").hexdigest()
        place = self._place(sha256)
        if "file" in self._fs.protocol:
            # For its owner's eyes, as the database is.
            Path(self._root).mkdir(mode=0o700, parents=True, exist_ok=True)
        self._fs.makedirs(place.rpartition("/")[0], exist_ok=True)
        # Whole or not at all: the name is a promise of what is in it. What is there already is put
        # there again, for it counts as young then, and no sweep takes it.
        begun = f"{place}.{secrets.token_hex(4)}"
        self._fs.put_file(str(file), begun)
        self._fs.mv(begun, place)
        return sha256

    def _old(self) -> list[str]:
        """What was put there a while ago, by hash; what was only begun is deleted."""
        if not self._fs.exists(self._root):
            return []
        kept = []
        for place, about in self._fs.find(self._root, detail=True).items():
            name = str(place).rpartition("/")[2]
            if self._age(about) < _YOUNG:
                continue
            if _HASH.fullmatch(name):
                kept.append(name)
            elif _HASH.fullmatch(name.partition(".")[0]):
                self._fs.rm_file(place)
        return kept

    @staticmethod
    def _age(about: dict[str, object]) -> float:
        changed = about.get("mtime") or about.get("LastModified") or about.get("created")
        stamp = getattr(changed, "timestamp", None)
        if stamp is not None:
            changed = stamp()
        return time.time() - changed if isinstance(changed, int | float) else _YOUNG

    def _place(self, sha256: str) -> str:
        if not _HASH.fullmatch(sha256):
            raise FileNotFoundError(sha256)
        return f"{self._root}/{sha256[:2]}/{sha256}"
