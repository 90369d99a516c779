"""The key of the installation: it seals the secrets and signs the cookies."""

import contextlib
import os
import secrets
from pathlib import Path

NAME = "secret-key"


def keep_secret_key(folder: Path) -> str:
    """Read the key, or make it at the first start, readable by us alone."""
    file = folder / NAME
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        mine = folder / f".secret-key.{os.getpid()}.{secrets.token_hex(4)}"
        descriptor = os.open(mine, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as opened:
            opened.write(secrets.token_urlsafe(32))
        # Whole or not at all, and of two processes that start together the first one's.
        with contextlib.suppress(FileExistsError):
            os.link(mine, file)
        mine.unlink()
    return file.read_text(encoding="ascii").strip()


def kept_secret_key(folder: Path) -> str | None:
    """Read the key, where there is one."""
    try:
        return (folder / NAME).read_text(encoding="ascii").strip() or None
    except (OSError, UnicodeDecodeError):
        return None
