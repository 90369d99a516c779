"""A backup on disk: a tar file of a manifest and one dump in pg_dump's custom format.

An ordinary `tar -xf` opens it, should this program be gone: `manifest.json` says what is inside,
`database.dump` is for `pg_restore`.
"""

import hashlib
import json
import os
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from frontmate.store.programs import BackupError

_BLOCK = 512
_MANIFEST, _DUMP = "manifest.json", "database.dump"
_ROOM = 32 * _BLOCK
"""The manifest comes first and is written last, so its room is kept free: all its counts fit."""
_FORMAT = 1
_PIECE = 1 << 20


@dataclass(frozen=True)
class Manifest:
    """What a backup holds. `counts` are rows by table, all of one moment (`created_at`, UTC)."""

    created_at: datetime
    program: str
    """The version of frontmate that made it."""
    revision: str
    """Of the schema."""
    schema: str
    server: int
    """PostgreSQL's major version."""
    dumped_by: int
    """The major version of the pg_dump."""
    counts: Mapping[str, int]
    sha256: str = ""
    size: int = 0
    """Of the dump, in bytes."""
    format: int = _FORMAT


def write(file: IO[bytes], manifest: Manifest, dump: IO[bytes]) -> Manifest:
    """Write a backup while its dump arrives; returns the manifest with the checksum in it."""
    file.seek(_BLOCK + _ROOM + _BLOCK)
    digest, size = hashlib.sha256(), 0
    while piece := dump.read(_PIECE):
        digest.update(piece)
        size += len(piece)
        file.write(piece)
    # The dump's last block is filled up, and two empty ones end a tar file.
    file.write(b"\0" * (-size % _BLOCK + 2 * _BLOCK))
    done = replace(manifest, sha256=digest.hexdigest(), size=size)
    body = json.dumps(asdict(done) | {"created_at": done.created_at.isoformat()}, indent=1)
    if len(body) > _ROOM:
        raise BackupError("the manifest does not fit: please report this as a bug")
    file.seek(0)
    file.write(_header(_MANIFEST, _ROOM, done.created_at))
    file.write(body.encode("ascii").ljust(_ROOM))
    file.write(_header(_DUMP, size, done.created_at))
    file.flush()
    os.fsync(file.fileno())
    return done


def _header(name: str, size: int, at: datetime) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.mode, info.mtime = size, 0o600, int(at.timestamp())
    return info.tobuf(tarfile.GNU_FORMAT)


def read_manifest(path: Path) -> Manifest:
    """What a backup says of itself. Raises BackupError for anything else than a backup."""
    try:
        with path.open("rb") as file:
            return _manifest(file)
    except OSError as error:
        raise BackupError(f"{path} cannot be read ({error.strerror})") from error


def is_backup(path: Path) -> bool:
    try:
        read_manifest(path)
    except BackupError:
        return False
    return True


@contextmanager
def opened_dump(path: Path) -> Iterator[IO[bytes]]:
    """The file, placed at the dump's first byte: a program that inherits it reads from there.

    Raises BackupError, also for a dump that is not the one the manifest was written for.
    """
    manifest = read_manifest(path)
    with path.open("rb", buffering=0) as file:
        start = _BLOCK + _ROOM + _BLOCK
        file.seek(start)
        if _digest(file, manifest.size) != manifest.sha256:
            raise BackupError(
                f"{path} is damaged: its contents do not match its checksum. Copy it again from "
                "where it was kept, or take another backup"
            )
        file.seek(start)
        yield file


def _digest(file: IO[bytes], size: int) -> str:
    digest, left = hashlib.sha256(), size
    while left and (piece := file.read(min(_PIECE, left))):
        digest.update(piece)
        left -= len(piece)
    return digest.hexdigest()


def _manifest(file: IO[bytes]) -> Manifest:
    no_backup = f"{file.name} is no backup of frontmate's (or its beginning is damaged)"
    try:
        header = tarfile.TarInfo.frombuf(file.read(_BLOCK), "utf-8", "replace")
        if header.name != _MANIFEST or header.size != _ROOM:
            raise BackupError(no_backup)
        said: dict[str, Any] = json.loads(file.read(_ROOM))
        number = said["format"]
        if isinstance(number, int) and number > _FORMAT:
            raise BackupError(
                f"{file.name} was made by frontmate {said.get('program')}, in a newer format than "
                "this version reads: install that version or a newer one"
            )
        said["created_at"] = datetime.fromisoformat(said["created_at"])
        return _checked(Manifest(**said))
    except (tarfile.TarError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise BackupError(no_backup) from error


def _checked(manifest: Manifest) -> Manifest:
    m = manifest
    figures: tuple[object, ...] = (m.server, m.dumped_by, m.size, *m.counts.values())
    words: tuple[object, ...] = (m.program, m.revision, m.schema, m.sha256)
    if not all(isinstance(n, int) and n >= 0 for n in figures):
        raise ValueError("a figure of the manifest is none")
    if not all(isinstance(w, str) for w in words) or m.created_at.tzinfo is None:
        raise ValueError("a word of the manifest is none")
    return m
