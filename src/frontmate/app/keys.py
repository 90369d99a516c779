"""The key that signs the console's cookies."""

import os
import secrets
from pathlib import Path


def keep_secret_key(folder: Path) -> str:
    """Read the key, or make it at the first start, readable by us alone."""
    file = folder / "cookie-key"
    try:
        return file.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        folder.mkdir(parents=True, exist_ok=True)
        key = secrets.token_urlsafe(32)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as opened:
            opened.write(key)
        return key
